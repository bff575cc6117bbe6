import type { View } from './view.js';

/** The rooms that tell facts and those that hear them, by schema. */
const tellers = ['registration', 'batching', 'lab', 'notification', 'isolation'];
const hearers = ['registration', 'batching', 'lab', 'notification', 'isolation', 'command_centre', 'result_desk'];

const unionOf = (view: View, schemas: readonly string[], table: string, select: (schema: string) => string): string =>
  schemas
    .filter((schema) => view.tables.has(`${schema}.${table}`))
    .map(select)
    .join(' union all ');

/** Every fact of the campaigns that any room told: room, id, topic, key, sequence, type, recorded_at, published_at. */
export const toldFacts = (view: View): string =>
  `(${unionOf(
    view,
    tellers,
    'outbox',
    (schema) => `select '${schema}' as room, id, 'bulou.' || aggregatetype as topic, aggregateid as key,
      aggregate_version as sequence, type, recorded_at, published_at, payload from ${schema}.outbox
      where payload ->> 'campaignId' = any($1::text[])`,
  )})`;

/** Everything that any consumer has applied: consumer, event_id. */
export const applied = (view: View): string =>
  `(${unionOf(view, hearers, 'inbox', (schema) => `select consumer, event_id from ${schema}.inbox`)})`;

/** Events that a consumer has put aside and nobody has closed. */
export const putAside = (view: View): string =>
  `(${unionOf(
    view,
    hearers,
    'dead_letters',
    (schema) => `select consumer, event_id, topic, key, type, state, reason from ${schema}.dead_letters
      where state in ('failing', 'parked', 'refused')`,
  )})`;

/** Topics whose key is a tube's barcode. */
export const tubeTopics: ReadonlySet<string> = new Set(['bulou.tube', 'bulou.result', 'bulou.detection']);

/** Names a fact by its tube where its key is one, and by topic and key otherwise. */
export const subjectOf = (topic: string, key: string): { tube?: string; place?: string } =>
  tubeTopics.has(topic) ? { tube: key } : { place: `${topic} ${key}` };

/** Without these rooms nothing can be said of the pipe. */
export const outboxNeeds = [
  'registration.outbox',
  'batching.outbox',
  'lab.outbox',
  'notification.outbox',
  'isolation.outbox',
];
