import { tableOf, words } from '@lib/contracts/columns/column';
import type { TableEntry } from '@lib/contracts/columns/column';
import { houseWords } from '@lib/contracts/columns/column-words';

const table = tableOf({
  ...houseWords,
  ...words('operational', 'topic, partition, place and key of the message', 'topic partition kafka_offset key'),
  ...words('none', 'which consumer of this room', 'consumer'),
});

/** The tables of the pipe, the same in every room that has one. */
export const pipeTables: readonly TableEntry[] = [
  table(
    'outbox',
    'facts of this room, until Kafka has them',
    'outbox',
    'position id aggregate_version type captured_at recorded_at published_at',
    {
      ...words('operational', 'the thing that the fact is about', 'aggregatetype aggregateid'),
      payload: ['pseudonym', 'the fact as its contract says: pseudonyms at most'],
      headers: ['operational', 'CloudEvents attributes; the actor is an account of staff'],
      position: ['none', 'order in which facts were written'],
    },
  ),
  table('inbox', 'facts of other rooms that were applied', 'inbox', 'consumer event_id applied_at'),
  table(
    'dead_letters',
    'messages that this room could not apply, with what a person decided',
    'parked',
    'id consumer topic partition kafka_offset key event_id type state headers first_seen_at last_tried_at closed_by',
    {
      headers: ['operational', 'CloudEvents attributes of the message'],
      payload: ['pseudonym', 'the message as it came: pseudonyms at most'],
      reason: ['operational', 'why it could not be applied; numbers of people are masked'],
      attempts: ['operational', 'how often it was tried'],
      closed_because: ['operational', 'why it was replayed or dropped'],
    },
  ),
  table('command_answers', 'the first answer to each command, for whoever asks again', 'answers', 'recorded_at', {
    command_id: ['none', 'Idempotency-Key of the caller'],
    route: ['operational', 'which command'],
    body_hash: ['operational', 'tells another body under the same key; a hash over body and caller'],
    answer: ['pseudonym', 'what was answered: ids, times, codes; pseudonyms at most'],
  }),
];

/** The audit chain beside a room’s schema, owned by nobody who logs in. */
export const auditTables: readonly TableEntry[] = [
  table('head', 'the end of the chain', 'audit', 'sequence hash recorded_at', {
    is_only: ['none', 'there is one row'],
    chain_id: ['none', 'which chain'],
    started_at: ['operational', 'when the chain began; acts from before have no entry'],
    hash: ['operational', 'hash of the newest entry'],
    checkpoints: ['operational', 'how many checkpoints were written'],
    checkpoint_hash: ['operational', 'hash of the newest checkpoint'],
  }),
  table(
    'entries',
    'refusals, reveals, releases, corrections: who did what to which object',
    'audit',
    'sequence recorded_at kind',
    {
      actor_id: ['pseudonym', 'account of the caller'],
      actor_role: ['operational', 'role of the caller'],
      object_kind: ['operational', 'what it was done to'],
      object_id: ['pseudonym', 'id of the object; of a person the pseudonym'],
      request_id: ['none', 'the request, to find its log lines'],
      detail: ['operational', 'facts of the act: codes, counts, ids; no personal values'],
      previous_hash: ['operational', 'hash of the entry before'],
      hash: ['operational', 'hash over this entry and the one before'],
    },
  ),
];
