import { createHash } from 'node:crypto';
import { type CloudEventHeaders, cloudEventHeaders, type EventContract } from '@lib/contracts/event';
import { topicPrefix } from './outbox.js';
import type { OutboundMessage } from './publisher.js';
import type { ReceivedEvent } from './received-event.js';

/** One row of the outbox as the relay reads it; `payload` stays the text that PostgreSQL wrote. */
export interface OutboxRow {
  readonly position: number;
  readonly id: string;
  readonly aggregatetype: string;
  readonly aggregateid: string;
  readonly aggregate_version: number;
  readonly type: string;
  readonly payload: string;
  readonly headers: Record<string, string>;
  readonly captured_at: Date | null;
  readonly recorded_at: Date;
}

/** One message as it came from a partition; the topic without namespace. */
export interface InboundMessage {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Buffer | null;
}

/** A message with what became of reading it. `id` is always there, so that the inbox can know it again. */
export type Decoded =
  | { readonly kind: 'event'; readonly id: string; readonly message: InboundMessage; readonly event: ReceivedEvent }
  | { readonly kind: 'malformed'; readonly id: string; readonly message: InboundMessage; readonly reason: string };

const typePattern = /^([a-z][a-z0-9-]*\.[a-z][a-z0-9-]*)\.v(\d+)$/;
const ownIdPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/; // uuid v7, as the house makes them
const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Puts a row on the wire: CloudEvents 1.0, binary mode. */
export function toMessage(row: OutboxRow, producer: string): OutboundMessage {
  const headers: Record<string, string> = {
    ...row.headers,
    ce_specversion: '1.0',
    ce_id: row.id,
    ce_type: row.type,
    ce_source: `/bulou/${producer}`,
    ce_subject: row.aggregateid,
    ce_time: row.recorded_at.toISOString(),
    ce_sequence: String(row.aggregate_version),
    'content-type': 'application/json',
  };
  if (row.captured_at) headers['ce_capturedat'] = row.captured_at.toISOString();
  return { topic: topicPrefix + row.aggregatetype, key: row.aggregateid, headers, value: row.payload };
}

/** Reads messages for one consumer group: knows which events it consumes and which merely pass by. */
export class Decoder {
  readonly #byType = new Map<string, EventContract>();
  readonly #families = new Set<string>();

  constructor(contracts: Iterable<EventContract>) {
    for (const contract of contracts) {
      this.#byType.set(contract.type, contract);
      this.#families.add(`${contract.producer}.${contract.name}`);
    }
  }

  /** Out: the event, why it cannot be read, or undefined for an event that this group does not consume. */
  decode(message: InboundMessage): Decoded | undefined {
    const type = message.headers['ce_type'];
    const id = identify(message);
    const malformed = (reason: string): Decoded => ({ kind: 'malformed', id, message, reason });
    const words = type === undefined ? null : typePattern.exec(type);
    if (type === undefined || !words) return malformed('ce_type is missing or not <producer>.<event>.v<number>');
    const contract = this.#byType.get(type);
    if (!contract) return this.#families.has(words[1] ?? '') ? malformed(`unknown version: ${type}`) : undefined;
    return read(message, id, contract, malformed);
  }
}

function read(
  message: InboundMessage,
  id: string,
  contract: EventContract,
  malformed: (reason: string) => Decoded,
): Decoded {
  const headers = isOurs(message.headers)
    ? { success: true as const, data: message.headers }
    : cloudEventHeaders.safeParse(message.headers);
  if (!headers.success) return malformed(`headers: ${issuesOf(headers.error)}`);
  let content: unknown;
  try {
    content = JSON.parse(message.value?.toString('utf8') ?? '');
  } catch {
    return malformed('the value is not JSON');
  }
  const parsed = contract.shape.safeParse(content);
  if (!parsed.success) return malformed(`content: ${issuesOf(parsed.error)}`);
  const { ce_type, ce_sequence, ce_time, ce_capturedat } = headers.data;
  const event: ReceivedEvent = {
    id,
    type: ce_type,
    key: message.key,
    sequence: Number(ce_sequence),
    data: parsed.data,
    capturedAt: ce_capturedat === undefined ? undefined : new Date(ce_capturedat),
    recordedAt: new Date(ce_time),
    contract,
    headers: message.headers,
  };
  return { kind: 'event', id, message, event };
}

const instantPattern = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
const countPattern = /^\d+$/;

/** Exactly what our own relay writes needs no slower look; everything else is read by the contract, which says why not. */
function isOurs(headers: Readonly<Record<string, string>>): headers is Readonly<CloudEventHeaders> & typeof headers {
  const { ce_specversion, ce_id = '', ce_source, ce_subject, ce_time = '', ce_sequence = '', ce_capturedat } = headers;
  return (
    ce_specversion === '1.0' &&
    ownIdPattern.test(ce_id) &&
    ce_source !== undefined &&
    ce_subject !== undefined &&
    instantPattern.test(ce_time) &&
    countPattern.test(ce_sequence) &&
    (ce_capturedat === undefined || instantPattern.test(ce_capturedat))
  );
}

/** Paths and codes only: what was written there is nobody's business in a log. */
function issuesOf(error: { issues: readonly { path: readonly PropertyKey[]; code?: string }[] }): string {
  return error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.map(String).join('.') || '(whole)'} ${issue.code ?? 'invalid'}`)
    .join(', ');
}

/** The event's own id; for a message without a usable one, an id made of its place and content. */
function identify(message: InboundMessage): string {
  const own = message.headers['ce_id']?.toLowerCase();
  if (own !== undefined && uuidPattern.test(own)) return own;
  const hash = createHash('sha256')
    .update(JSON.stringify([message.topic, message.partition, message.offset, message.key, message.headers]))
    .update(message.value ?? '')
    .digest('hex');
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
}
