import type { ContentOf, EventContract } from '@lib/contracts/event';
import type { Tx } from '@lib/platform';

/** A fact from another room, parsed by its contract. */
export interface ReceivedEvent<C extends EventContract = EventContract> {
  readonly id: string;
  readonly type: string;
  readonly key: string;
  /** Version of the aggregate at the producer, from 1. */
  readonly sequence: number;
  readonly data: ContentOf<C>;
  /** The device's clock, when there was one; information only. */
  readonly capturedAt: Date | undefined;
  /** The producer's database clock; all deadlines count from it. */
  readonly recordedAt: Date;
  readonly contract: C;
  readonly headers: Readonly<Record<string, string>>;
}

/** How much one transaction takes, in a unit of the handler's own (people, rows). */
export interface Portion {
  readonly max: number;
  weigh(event: ReceivedEvent): number;
}

/**
 * A door through which facts enter a room (`*.consumer.ts`, `*.projection.ts`).
 * `on` receives up to 500 events that were never applied before, in order per key, inside one transaction with the
 * inbox. A throw undoes all of it; the chunk is then halved until the guilty event stands alone, is tried three times
 * in all and parked together with its key. `on` must not look at anything that a transaction cannot undo.
 */
export interface EventHandler {
  readonly consumes: readonly EventContract[];
  /** Given where one event may stand for many rows: a chunk is then cut by their sum, each part a transaction of its own. */
  readonly portion?: Portion;
  on(events: readonly ReceivedEvent[], tx: Tx): Promise<void>;
}

/** The events of one contract out of a mixed chunk, typed, in the same order. */
export function eventsOf<C extends EventContract>(contract: C, events: readonly ReceivedEvent[]): ReceivedEvent<C>[] {
  return events.filter((event) => event.type === contract.type) as unknown as ReceivedEvent<C>[];
}

/** Tells whether an event is of this contract and types its data. */
export function isEventOf<C extends EventContract>(contract: C, event: ReceivedEvent): event is ReceivedEvent<C> {
  return event.type === contract.type;
}
