import { hasAnswer } from './standing.decider.js';
import type { CallBack, Order, OrderState, RecollectionCause, RecollectionTube, Subject } from './subject.js';

/** The order that waits for a swab, if one does: a person has at most one. */
export const openOrder = (subject: Subject): Order | undefined => subject.orders.find((one) => one.state === 'open');

/** Whether a cause looks at a tube again whose results contradict each other: the tube itself has not failed. */
export const looksAgain = (cause: RecollectionCause): boolean =>
  cause === 'pool-discordant' || cause === 'results-differ';

/** Whether an order asks for a swab that is younger than the tube which it looks at again. */
export const asksForFreshSwab = (subject: Subject, orderId: string | null): boolean =>
  subject.orders.some((one) => one.orderId === orderId && [one, ...one.alsoFor].some(({ cause }) => looksAgain(cause)));

/** The person with a single tube, and what was seen of it now. */
export function withTube(
  subject: Subject,
  { tubeId, orderId, siteCode }: Pick<RecollectionTube, 'tubeId' | 'orderId' | 'siteCode'>,
  seen: Partial<RecollectionTube> = {},
): Subject {
  const known = subject.tubes.find((tube) => tube.tubeId === tubeId);
  const tube: RecollectionTube = { tubeId, orderId, siteCode, sealedAt: null, result: null, ...known, ...seen };
  return { ...subject, tubes: [...subject.tubes.filter((one) => one.tubeId !== tubeId), tube] };
}

type Reason = Pick<CallBack, 'tubeId' | 'reason'>;

/**
 * An order's state is read off its tubes, so that seal, result and failure may come in any order. The order of a tube
 * that was made void before it was ever sealed has failed as well, and so has that of a tube with another one's swab.
 * In: the person, and the call-back that is about to be added.
 */
export function withOrderStates(subject: Subject, coming?: Reason): Subject {
  const callBacks: readonly Reason[] = coming === undefined ? subject.callBacks : [...subject.callBacks, coming];
  const useless = callBacks.filter(({ reason }) => !looksAgain(reason));
  const failed = new Set(useless.map(({ tubeId }) => tubeId));
  const foreign = new Set(useless.filter(({ reason }) => reason === 'wrong-binding').map(({ tubeId }) => tubeId));
  const orders = subject.orders.map((one) => {
    const tubes = subject.tubes.filter(({ orderId }) => orderId === one.orderId);
    const isAnswered = tubes.some((tube) => hasAnswer(tube) && !foreign.has(tube.tubeId));
    const state = isAnswered ? 'answered' : stateWithoutAnswer(tubes, failed, one.state);
    return one.state === state ? one : { ...one, state };
  });
  return { ...subject, orders };
}

function stateWithoutAnswer(
  tubes: readonly RecollectionTube[],
  failed: ReadonlySet<string>,
  known: OrderState,
): OrderState {
  if (tubes.some((tube) => !failed.has(tube.tubeId))) return 'collected';
  if (tubes.length > 0) return 'failed';
  return known === 'cancelled' ? 'cancelled' : 'open';
}
