import { insertRows, type Tx } from '@lib/platform';
import type { Decoded, InboundMessage } from './envelope.js';

/**
 * `failing`: tried fewer than three times, the partition waits for it. `parked`: given up, its key waits behind it.
 * `refused`: the law of this room said no; the key goes on. `replayed`, `dropped`: closed by a person.
 */
export type DeadLetterState = 'failing' | 'parked' | 'refused' | 'replayed' | 'dropped';

/** A dead letter as operators see it; the payload stays in the database. */
export interface DeadLetter {
  readonly id: number;
  readonly consumer: string;
  readonly topic: string;
  readonly partition: number;
  readonly kafka_offset: string;
  readonly key: string;
  readonly event_id: string;
  readonly type: string | null;
  readonly state: DeadLetterState;
  readonly reason: string;
  readonly attempts: number;
  readonly first_seen_at: Date;
}

/** The reason of a row that is not at fault itself. */
export const behindParkedKey = 'an earlier event of this key is parked';

const columns = {
  consumer: 'text',
  topic: 'text',
  partition: 'int',
  kafka_offset: 'text',
  key: 'text',
  event_id: 'uuid',
  type: 'text',
  state: 'text',
  reason: 'text',
  attempts: 'int',
  headers: 'jsonb',
  payload: 'bytea',
};

export interface Parking {
  readonly decoded: Decoded;
  readonly reason: string;
}

/** Stores messages as dead letters in their order; an existing `failing` row of the same event becomes this one. */
export async function bury(
  tx: Tx,
  consumer: string,
  state: 'failing' | 'parked' | 'refused',
  parkings: readonly Parking[],
): Promise<number> {
  const rows = parkings.map(({ decoded, reason }) => ({
    ...placeOf(decoded.message),
    consumer,
    event_id: decoded.id,
    state,
    reason: printable(reason),
    attempts: state === 'failing' ? 1 : 0,
    headers: Object.fromEntries(Object.entries(decoded.message.headers).map((pair) => pair.map(printable))),
    payload: decoded.message.value,
  }));
  const stored = await insertRows<{ attempts: number }>(tx, 'dead_letters', columns, rows, {
    onConflict: `(consumer, event_id) do update
      set state = excluded.state, reason = excluded.reason, attempts = dead_letters.attempts + excluded.attempts,
          last_tried_at = clock_timestamp()
      where dead_letters.state = 'failing'`,
    returning: ['attempts'],
  });
  return stored[0]?.attempts ?? 0;
}

/** Which of the keys have a parked event of this topic, and which of the events are marked as failing. */
export async function troubleOf(
  tx: Tx,
  consumer: string,
  topic: string,
  keys: readonly string[],
): Promise<{ parkedKeys: Set<string>; failing: string[] }> {
  const { rows } = await tx.prepared<{ key: string; state: string; event_id: string }>(
    `select key, state, event_id from dead_letters
      where consumer = $1 and topic = $2 and state in ('failing', 'parked') and key = any($3::text[])`,
    [consumer, topic, keys],
  );
  return {
    parkedKeys: new Set(rows.filter((row) => row.state === 'parked').map((row) => row.key)),
    failing: rows.filter((row) => row.state === 'failing').map((row) => row.event_id),
  };
}

/** Takes the lock of parked keys, in sorted order, until the transaction ends: replay and consumer do not overtake each other. */
export async function lockKeys(tx: Tx, consumer: string, topic: string, keys: readonly string[]): Promise<void> {
  await tx.query(
    `select pg_advisory_xact_lock(hashtextextended('bulou:parked:' || current_schema() || ':' || key, 0))
       from unnest($1::text[]) as key`,
    [keys.map((key) => `${consumer} ${topic} ${key}`).sort()],
  );
}

/** Forgets the failing marks of events that have been applied after all. */
export async function absolve(tx: Tx, consumer: string, eventIds: readonly string[]): Promise<void> {
  await tx.query(`delete from dead_letters where consumer = $1 and state = 'failing' and event_id = any($2::uuid[])`, [
    consumer,
    eventIds,
  ]);
}

/** A key as PostgreSQL can store it: text there holds no NUL. */
export function storableKey(key: string): string {
  return printable(key);
}

function placeOf(message: InboundMessage): Record<string, unknown> {
  return {
    topic: message.topic,
    partition: message.partition,
    kafka_offset: message.offset,
    key: storableKey(message.key),
    type: message.headers['ce_type'] === undefined ? null : printable(message.headers['ce_type']),
  };
}

function printable(text: string): string {
  return text.replaceAll('\u0000', '\uFFFD').toWellFormed();
}
