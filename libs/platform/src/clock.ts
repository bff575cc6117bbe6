import { randomUUID } from 'node:crypto';
import type { Clock, Ids } from '@lib/vocabulary';
import { v7 as uuid7 } from 'uuid';

/** Token under which Nest gives the clock of the process. */
export const CLOCK = Symbol('clock');
/** Token under which Nest gives the makers of identifiers. */
export const IDS = Symbol('ids');

/** The machine's clock. Information only: deadlines and invariants use `tx.recordedAt`. */
export const systemClock: Clock = { now: () => new Date() };

/** UUID version 7 for what is listed in order of time, version 4 for what must tell nothing. */
export const systemIds: Ids = { uuid7: () => uuid7(), uuid4: () => randomUUID() };
