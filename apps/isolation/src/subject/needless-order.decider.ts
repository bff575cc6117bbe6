import { isOpen } from './measure.js';
import { begin, line, tell } from './outcome.js';
import { looksAgain } from './order-state.decider.js';
import { hasAnswer, hasEnded, speaksFor, stands } from './standing.decider.js';
import type { CallBack, Order, Outcome, Subject, Surroundings } from './subject.js';

/**
 * An open order of which every cause is gone is cancelled, so that nobody is called for nothing. It is needed while a
 * call-back waits on it, while the case has not ended and a detection that somebody took over stands, or while the
 * isolation lasts that has a test day.
 */
export function cancelNeedless(subject: Subject, given: Surroundings): Outcome {
  const open = subject.orders.find((one) => one.state === 'open');
  if (open === undefined || isNeeded(open, subject, given.at)) return begin(subject);
  const orders = subject.orders.map((one) => (one === open ? { ...one, state: 'cancelled' as const } : one));
  const cancelled = { act: 'recollection-cancelled', reason: 'no-cause-left', tubeId: open.causeTubeId } as const;
  return tell(begin({ ...subject, orders }), { history: [line(subject, given, cancelled)] });
}

/** Whether a test day of isolation is among what the order serves. */
export const isForTestDay = ({ cause, alsoFor }: Order): boolean =>
  cause === 'test-day' || alsoFor.some((one) => one.cause === 'test-day');

function isNeeded(order: Order, subject: Subject, at: Date): boolean {
  const { case: known, callBacks, detections, measures } = subject;
  const { orderId } = order;
  if (isForTestDay(order) && measures.some((one) => one.kind === 'isolation' && isOpen(one, at))) return true;
  if (callBacks.some((one) => one.orderId === orderId && waits(one, subject))) return true;
  return known !== null && !hasEnded(known.state) && detections.some((one) => stands(one) && one.takenBy !== null);
}

// The swab of an earlier order may have been lost, replaced by this order, and found after all: it serves as well.
function waits({ answeredAt, calledAt, reason, tubeId }: CallBack, subject: Subject): boolean {
  if (answeredAt !== null) return false;
  // A tube that was never detected after all is not at odds with anything: nobody owes it a second swab.
  const isOdd = subject.detections.some((one) => one.tubeId === tubeId && stands(one));
  if (looksAgain(reason) && !isOdd) return false;
  const answered = subject.tubes.filter((tube) => hasAnswer(tube) && speaksFor(subject, tube));
  // What a site had retained names no order, and is as old as the tube: a second swab is one that an order asked for.
  const fresh = looksAgain(reason) ? answered.filter((tube) => tube.orderId !== null) : answered;
  return !fresh.some(({ sealedAt }) => sealedAt !== null && sealedAt >= calledAt);
}
