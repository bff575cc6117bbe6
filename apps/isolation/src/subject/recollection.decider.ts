import { isFollowUp } from '@lib/vocabulary';
import type { CallBackReason, Role } from '@lib/vocabulary';
import { settle } from './case.decider.js';
import { cancelNeedless } from './needless-order.decider.js';
import { begin, line, tell, andThen } from './outcome.js';
import { asksForFreshSwab, looksAgain, openOrder, withOrderStates, withTube } from './order-state.decider.js';
import { hasEnded, isOwnOrder, stands } from './standing.decider.js';
import { minutesAfter } from './subject.js';
import type {
  AlsoFor,
  CallBack,
  Detection,
  Order,
  Outcome,
  RecollectionTube,
  Subject,
  SubjectFact,
  Surroundings,
} from './subject.js';

/**
 * The law of recollection: a person has at most one open order. Whoever needs a new swab while one is open is served by
 * that order, whatever it was opened for. A tube that will never give an answer calls its people back, each once per
 * tube; when the tube was itself drawn on an order, that order has failed and the next one takes over all it served.
 */

/** Who looks after a call-back: what went wrong at the site is the site's, what went wrong later is the duty officer's. */
const siteReasons: readonly CallBackReason[] = [
  ...(['void', 'no-label', 'no-medium', 'empty', 'over-capacity'] as const),
  ...(['unbound-swab', 'wrong-binding'] as const),
];
export const ownerOf = (reason: CallBackReason): Role => (siteReasons.includes(reason) ? 'site-manager' : 'cdc-duty');

export interface NoAnswer {
  readonly tubeId: string;
  readonly siteCode: string;
  readonly reason: CallBackReason;
  /** The order that the tube was drawn on, if it was. */
  readonly orderId: string | null;
}

/**
 * The person is called back: mostly because their tube will never give an answer. Each once for one tube and cause; two
 * results that differ again, after a further swab has its answer, ask anew.
 */
export function callBack(subject: Subject, noAnswer: NoAnswer, given: Surroundings): Outcome {
  const { tubeId, siteCode, reason, orderId } = noAnswer;
  const same = subject.callBacks.filter((known) => known.tubeId === tubeId && isSameCall(known.reason, reason));
  if (same.some((known) => !isOver(known, subject))) {
    return tell(begin(subject), {
      history: [line(subject, given, { act: 'ignored', reason: 'already-called-back', tubeId })],
    });
  }
  const seen = orderId === null ? subject : withTube(subject, { tubeId, orderId, siteCode });
  const failed = looksAgain(reason) ? seen : withOrderStates(seen, { tubeId, reason });
  const served = order(failed, { cause: reason, causeTubeId: tubeId, siteCode }, dueMinutes(given, reason), given);
  const called = andThen(served, (ordered) => addCallBack(ordered, noAnswer, given));
  // A swab that turned out to be somebody else's neither cleared nor verified anybody, and a pool may be in order again.
  return isFollowUp(reason) ? andThen(called, (seen) => settle(seen, given)) : called;
}

// Of a tube without result it matters once; that a second swab is owed besides is another matter.
const isSameCall = (known: CallBackReason, reason: CallBackReason): boolean =>
  known === reason || (!isFollowUp(known) && !isFollowUp(reason));

// What is decided on each time is asked for each time; the other causes stand once for good.
const isOver = ({ reason, orderId }: CallBack, { orders }: Subject): boolean =>
  reason === 'results-differ' &&
  !orders.some((one) => one.orderId === orderId && (one.state === 'open' || one.state === 'collected'));

function addCallBack(subject: Subject, { tubeId, siteCode, reason }: NoAnswer, given: Surroundings): Outcome {
  const serving = openOrder(subject);
  if (serving === undefined) throw new Error('a call-back without an open order');
  const added: CallBack = {
    callBackId: given.newId(),
    tubeId,
    reason,
    ownerRole: ownerOf(reason),
    siteCode,
    orderId: serving.orderId,
    calledAt: given.at,
    calledBy: given.actor,
    dueAt: minutesAfter(given.at, dueMinutes(given, reason), given.rules),
    policyVersion: given.rules.policyVersion,
    answeredAt: null,
  };
  const failed = new Set(subject.orders.filter((one) => one.state === 'failed').map((one) => one.orderId));
  const moved = subject.callBacks.map((one) =>
    failed.has(one.orderId) && one.answeredAt === null ? { ...one, orderId: serving.orderId } : one,
  );
  const next = { ...subject, callBacks: [...moved, added] };
  return tell(begin(next), { history: [line(next, given, { act: 'called-back', reason, tubeId })] });
}

/** Asks for a new swab. An order that is open already serves this cause too, and is due when the earlier of them is. */
export function order(
  subject: Subject,
  wanted: Pick<Order, 'cause' | 'causeTubeId' | 'siteCode'>,
  minutes: number,
  given: Surroundings,
): Outcome {
  const dueAt = minutesAfter(given.at, minutes, given.rules);
  const open = openOrder(subject);
  if (open !== undefined) {
    return tell(begin(joined(subject, open, wanted, dueAt)), {
      history: [line(subject, given, { act: 'ignored', reason: 'order-already-open', tubeId: wanted.causeTubeId })],
    });
  }
  const minted: Order = {
    ...wanted,
    orderId: given.newId(),
    requestedAt: given.at,
    alsoFor: [],
    dueAt,
    requestedBy: given.actor,
    policyVersion: given.rules.policyVersion,
    state: 'open',
  };
  const next = { ...subject, orders: [...subject.orders, minted] };
  const history = line(next, given, {
    act: 'recollection-requested',
    reason: wanted.cause,
    tubeId: wanted.causeTubeId,
  });
  return tell(begin(next), { facts: [requestedFact(subject, minted)], history: [history] });
}

function joined(subject: Subject, open: Order, { cause, causeTubeId }: AlsoFor, dueAt: Date): Subject {
  const isKnown = [open, ...open.alsoFor].some((one) => one.cause === cause && one.causeTubeId === causeTubeId);
  if (isKnown) return subject;
  const serving = { ...open, alsoFor: [...open.alsoFor, { cause, causeTubeId }], dueAt: earlier(open.dueAt, dueAt) };
  return { ...subject, orders: subject.orders.map((one) => (one === open ? serving : one)) };
}

const earlier = (one: Date, other: Date): Date => (one <= other ? one : other);

/** The person's swab on an order is in a sealed tube. */
export function collect(
  subject: Subject,
  sealed: { tubeId: string; orderId: string | null; siteCode: string; sealedAt: Date; isRetained?: boolean },
  given: Surroundings,
): Outcome {
  const { tubeId, sealedAt, isRetained = false } = sealed;
  const known = subject.tubes.find((tube) => tube.tubeId === tubeId);
  if (known?.sealedAt) return begin(subject);
  if (isRetained && asksForFreshSwab(subject, sealed.orderId)) {
    // It is as old as the tube that it would look at again; the order goes on waiting for a fresh one.
    const kept = withOrderStates(withTube(subject, sealed, { sealedAt, orderId: null }));
    const history = [line(kept, given, { act: 'ignored', reason: 'specimen-retained', tubeId })];
    return tell(begin(kept), { history });
  }
  const next = withOrderStates(withTube(subject, sealed, { sealedAt }));
  const isOwn = isOwnOrder(subject, sealed.orderId);
  const lines = isOwn ? [line(next, given, { act: 'collected', reason: 'tube-sealed', tubeId })] : [];
  const told = tell(begin(next), { history: lines });
  const settled = andThen(told, (collected) => settle(collected, given));
  return andThen(settled, (seen) => askAgainIfUseless(seen, tubeId, given));
}

export interface SingleResult {
  readonly tubeId: string;
  readonly orderId: string | null;
  readonly siteCode: string;
  readonly result: NonNullable<RecollectionTube['result']>;
}

/** A result of the person's single tube was released. The newest version counts, whenever it comes. */
export function answer(subject: Subject, { result, ...tube }: SingleResult, given: Surroundings): Outcome {
  const { tubeId } = tube;
  const known = subject.tubes.find((one) => one.tubeId === tubeId);
  const about = { tubeId, resultVersion: result.version };
  if ((known?.result?.version ?? 0) >= result.version) {
    return tell(begin(subject), {
      history: [line(subject, given, { act: 'ignored', reason: 'result-superseded', ...about })],
    });
  }
  const next = withOrderStates(withTube(subject, tube, { result }));
  const isAnswer = !result.isCancelled && result.finding !== 'invalid';
  const answered = isAnswer
    ? tell(answerCallBacks(next, tubeId, given), {
        history: [line(next, given, { act: 'answered', reason: 'result-released', ...about })],
      })
    : callBack(next, { ...tube, reason: 'invalid' }, given);
  const settled = andThen(answered, (seen) => settle(seen, given));
  return andThen(settled, (seen) => askAgainIfUseless(seen, tubeId, given));
}

// A taken alert is not taken again: the swab that it needs is asked for here, or nobody ever asks for it.
function askAgainIfUseless(subject: Subject, tubeId: string, given: Surroundings): Outcome {
  const tube = subject.tubes.find((one) => one.tubeId === tubeId);
  if (tube === undefined) return begin(subject);
  const isOwn = isOwnOrder(subject, tube.orderId);
  const missed = isOwn ? missedBy(subject, tube) : openDetections(subject);
  if (isOwn && missed.length === 0) return begin(subject);
  const reason = isOwn ? 'specimen-taken-too-early' : 'order-of-another-person';
  const resultVersion = tube.result?.version ?? null;
  const told = tell(begin(subject), {
    history: [line(subject, given, { act: 'ignored', reason, tubeId, resultVersion })],
  });
  const wanting = missed.findLast((one) => one.takenBy !== null);
  if (wanting === undefined || isSwabUnderWay(subject, wanting)) return told;
  const wanted = { cause: wanting.finding, causeTubeId: wanting.tubeId, siteCode: wanting.siteCode };
  return andThen(told, (seen) => order(seen, wanted, given.rules.recollectionMinutesMax, given));
}

/** A tube that had called the person back gave an answer after all. */
export function answerCallBacks(subject: Subject, tubeId: string, given: Surroundings): Outcome {
  const isWaiting = (one: CallBack) => one.tubeId === tubeId && one.answeredAt === null && !isFollowUp(one.reason);
  if (!subject.callBacks.some(isWaiting)) return begin(subject);
  const callBacks = subject.callBacks.map((one) => (isWaiting(one) ? { ...one, answeredAt: given.at } : one));
  const next = { ...subject, callBacks };
  const told = tell(begin(next), {
    history: [line(next, given, { act: 'answered', reason: 'result-released', tubeId })],
  });
  return andThen(told, (answered) => cancelNeedless(answered, given));
}

function dueMinutes({ rules }: Surroundings, reason: CallBackReason): number {
  const { secondSwabHoursMin, secondSwabHoursMax } = rules.policy;
  const hours = Math.max(secondSwabHoursMax - secondSwabHoursMin, 1);
  if (reason === 'pool-discordant') return hours * 60;
  // Whoever a laboratory detected is swabbed within the two hours of any single swab (domain R38).
  return reason === 'results-differ' ? rules.recollectionMinutesMax : rules.callBackMinutesMax;
}

// The standing detections of which a negative swab says nothing, because they landed after it was sealed.
function missedBy(subject: Subject, { sealedAt, result }: RecollectionTube): Detection[] {
  if (sealedAt === null || result?.finding !== 'not-detected') return [];
  return openDetections(subject).filter((one) => one.raisedAt > sealedAt);
}

const openDetections = (subject: Subject): Detection[] =>
  subject.case?.state === 'open' ? subject.detections.filter(stands) : [];

/** Whether a swab that was taken after this detection landed waits for its result. */
export function isSwabUnderWay(subject: Subject, { raisedAt }: Detection): boolean {
  const collected = new Set(subject.orders.filter((one) => one.state === 'collected').map((one) => one.orderId));
  return subject.tubes.some(
    (tube) =>
      tube.orderId !== null && collected.has(tube.orderId) && tube.sealedAt !== null && tube.sealedAt >= raisedAt,
  );
}

function requestedFact(subject: Subject, minted: Order): SubjectFact {
  const { campaignId, participantId } = subject;
  const { orderId, cause, causeTubeId, siteCode, dueAt, requestedAt } = minted;
  const followed = subject.case !== null && !hasEnded(subject.case.state) ? { caseId: subject.case.caseId } : {};
  const times = { dueAt: dueAt.toISOString(), requestedAt: requestedAt.toISOString() };
  return {
    kind: 'recollection-requested',
    content: {
      ...{ orderId, campaignId, participantId, cause, siteCode },
      ...(causeTubeId === null ? {} : { causeTubeId }),
      ...followed,
      ...times,
    },
  };
}
