import type { DeviceEvent, JournalAnswer } from '@lib/contracts/http/batching/journal';
import { Declined } from './ask.js';

/**
 * What to do with events whose POST failed. Only a POST that the house cannot read blames its events; every other
 * failure, a refusal of the sender included, says nothing about them, and they are kept.
 */
export function afterFailure(error: unknown, events: number): 'keep' | 'one-by-one' | 'set-aside' {
  const isUnreadable = error instanceof Declined && error.status === 400 && error.code === 'MALFORMED';
  if (!isUnreadable) return 'keep';
  return events > 1 ? 'one-by-one' : 'set-aside';
}

/** Pairs events with their answers. An event behind a gap, or without an answer, is held: it is not taken. */
export function sortAnswers(events: readonly DeviceEvent[], answers: readonly JournalAnswer[]) {
  const answered = answers.flatMap((answer) => {
    const event = events.find(({ seq }) => seq === answer.seq);
    return event && answer.code !== 'JOURNAL_GAP' ? [{ event, answer }] : [];
  });
  return { answered, isHeld: answered.length < events.length };
}

/** The events behind a number that was set aside, each moved up by one. */
export const closeNumbers = (events: readonly DeviceEvent[], seq: number): DeviceEvent[] =>
  events.filter((event) => event.seq > seq).map((event) => ({ ...event, seq: event.seq - 1 }));

/** Whether the house waits for a number that is no longer on the shelf. */
export const isMissingBefore = (oldest: number, recordedTo: number | undefined): boolean =>
  recordedTo !== undefined && recordedTo + 1 < oldest;
