import type { ContentOf, EventContract } from '@lib/contracts/event';
import { currentTraceparent } from '@lib/platform';
import type { ReceivedEvent } from './received-event.js';

/** A fact that is about to be written to the outbox, already proven against its contract. */
export interface OutgoingEvent {
  readonly contract: EventContract;
  readonly key: string;
  readonly sequence: number;
  readonly content: Readonly<Record<string, unknown>>;
  readonly capturedAt: Date | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** What surrounds a fact. */
export interface EventFrame {
  /** The aggregate's version after this fact, from 1, without gaps per topic and key. */
  readonly sequence: number;
  /** Only where the key is not what the contract's `keyOf` says. */
  readonly key?: string;
  /** The device's clock; information only. */
  readonly capturedAt?: Date | undefined;
  /** Id of the person or machine that did it (a pseudonym, never a name). */
  readonly actor?: string | undefined;
  readonly deviceId?: string | undefined;
  readonly policyVersion?: string | undefined;
  /** The event that this one answers: its correlation goes on, its id becomes the causation. */
  readonly causation?: Pick<ReceivedEvent, 'id' | 'headers'> | undefined;
  /** W3C trace context, where it is not that of the work in hand. */
  readonly traceparent?: string | undefined;
}

/** The content breaks the contract of its own producer: a fault in this house, not in anybody's input. */
export class EventBreaksContract extends Error {
  override readonly name = 'EventBreaksContract';
}

/**
 * Frames a fact for the outbox. Pure, so that a decision may call it and may be re-run.
 * In: contract, content, frame. Out: the event, content parsed by the contract's shape.
 * Throws `EventBreaksContract` naming the paths that are wrong (values are left out of the message).
 */
export function emit<C extends EventContract>(contract: C, content: ContentOf<C>, frame: EventFrame): OutgoingEvent {
  const parsed = contract.shape.safeParse(content);
  if (!parsed.success) {
    const paths = parsed.error.issues.map((issue) => `${issue.path.join('.') || '(whole)'}: ${issue.code}`);
    throw new EventBreaksContract(`${contract.type} breaks its contract at ${paths.join(', ')}`);
  }
  if (!Number.isSafeInteger(frame.sequence) || frame.sequence < 1) {
    throw new EventBreaksContract(`${contract.type} needs a sequence from 1, not ${frame.sequence}`);
  }
  return {
    contract,
    content: parsed.data,
    key: frame.key ?? contract.keyOf(parsed.data),
    sequence: frame.sequence,
    capturedAt: frame.capturedAt,
    headers: headersOf(frame),
  };
}

function headersOf(frame: EventFrame): Record<string, string> {
  const cause = frame.causation;
  const candidates = {
    ce_correlationid: cause && (cause.headers['ce_correlationid'] ?? cause.id),
    ce_causationid: cause?.id,
    ce_actor: frame.actor,
    ce_deviceid: frame.deviceId,
    ce_policyversion: frame.policyVersion,
    traceparent: frame.traceparent ?? cause?.headers['traceparent'] ?? currentTraceparent(),
  };
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(candidates)) if (value !== undefined) headers[name] = value;
  return headers;
}
