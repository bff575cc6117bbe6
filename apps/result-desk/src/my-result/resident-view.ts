import { callBackReasons, followUpReasons, isAlarming, noAnswerReasons, residentWords } from '@lib/vocabulary';
import type { CallBackReason, ResidentView } from '@lib/vocabulary';
import { standingAlarms } from './alarms.js';
import type { Alarm } from './alarms.js';
import { bySampling, holdingResult, isAnsweredNegative, noAnswerOf, withoutForeignTubes } from './person-facts.js';
import type { PersonFacts, Recollection, TubeFacts } from './person-facts.js';
import { proofOf } from './proof.js';
import { trackerOf } from './tracker.js';

export interface Words {
  readonly zh: string;
  readonly en: string;
}

interface Shown {
  readonly view: ResidentView;
  readonly reason: Words | null;
}

/**
 * What a person reads about themselves. It depends on the facts and the time alone, never on the order in which facts
 * came. An alarm that may be spoken of comes first, then the newest specimen. A pool is not a person: of a detected
 * pool its people read that they are to be tested again, never what was found.
 */
export function residentView(all: PersonFacts, now: Date) {
  const facts = withoutForeignTubes(all);
  const alarms = standingAlarms(facts);
  const tubes = bySampling(facts.tubes);
  const tube = tubeToFollow(tubes, facts);
  const spokenOf = alarms.filter(({ spokenOfAt }) => spokenOfAt !== null);
  const shown = shownOf(facts, tube, spokenOf);
  return {
    ...shown,
    words: residentWords[shown.view],
    isDrill: facts.isDrill,
    tracker: trackerOf(tube, shown.view),
    attendedAt: attendedAt(tubes),
    proof: proofOf(facts, alarms, now),
    asOf: now,
  };
}

function shownOf(facts: PersonFacts, tube: TubeFacts | undefined, alarms: readonly Alarm[]): Shown {
  if (alarms.some(({ isVerified }) => isVerified)) return { view: 'verified', reason: null };
  if (alarms.length > 0) return { view: 'under-recollection', reason: whyAgain(tube) };
  const order = openCallBack(facts);
  if (tube === undefined) return order === undefined ? plain('not-sampled') : calledBack(order.cause as CallBackReason);
  const noAnswer = noAnswerOf(tube);
  if (noAnswer !== undefined) return calledBack(noAnswer.reason);
  const result = holdingResult(tube);
  if (result?.finding === 'not-detected') return askedBesides(negative(tube, facts), order);
  return order === undefined ? plain('waiting') : calledBack(order.cause as CallBackReason);
}

const plain = (view: ResidentView): Shown => ({ view, reason: null });

const calledBack = (reason: CallBackReason): Shown => ({ view: 'call-back', reason: callBackReasons[reason] });

// A follow-up takes nothing back: the result stands, and one more swab is asked for.
function askedBesides(shown: Shown, order: Recollection | undefined): Shown {
  if (order === undefined || !(order.cause in followUpReasons) || shown.reason !== null) return shown;
  return { ...shown, reason: callBackReasons[order.cause as CallBackReason] };
}

function negative(tube: TubeFacts, facts: PersonFacts): Shown {
  const view = tube.members === 1 ? 'single-negative' : 'pool-negative';
  if (!wasSpokenOf(tube, facts)) return plain(view);
  const [before, after] = [residentWords['under-recollection'], residentWords[view]];
  return {
    view: 'corrected-negative',
    reason: {
      zh: `更正前：${before.zh}。更正后：${after.zh}。`,
      en: `before: ${before.en}. Now: ${after.en}.`,
    },
  };
}

// True when an earlier version of this tube's result raised an alarm of which the person was told, or because of which
// somebody acted: then the negative result is a correction and comes with an apology.
function wasSpokenOf(tube: TubeFacts, facts: PersonFacts): boolean {
  return (
    tube.taken.length > 0 ||
    tube.results.some(({ finding, status }) => isAlarming(finding) && status !== 'cancelled') ||
    facts.recollections.some(({ causeTubeId, cause }) => causeTubeId === tube.tubeId && !(cause in callBackReasons))
  );
}

// The newest specimen, unless it was only asked for because of a tube that has answered by now: then nobody waits for it.
function tubeToFollow(tubes: readonly TubeFacts[], facts: PersonFacts): TubeFacts | undefined {
  const newest = tubes.at(-1);
  if (newest === undefined || newest.orderId === null || holdingResult(newest) !== undefined) return newest;
  const order = facts.recollections.find(({ orderId }) => orderId === newest.orderId);
  return tubes.find((tube) => tube.tubeId === order?.causeTubeId && isAnsweredNegative(tube)) ?? newest;
}

// The newest specimen may itself have failed, or an earlier negative result of it may have been corrected.
function whyAgain(tube: TubeFacts | undefined): Words | null {
  const noAnswer = tube && noAnswerOf(tube);
  if (noAnswer !== undefined) return noAnswerReasons[noAnswer.reason];
  const result = tube && holdingResult(tube);
  const replaced = tube?.results.find(
    ({ finding, version }) => finding === 'not-detected' && version < (result?.version ?? 0),
  );
  if (tube === undefined || replaced === undefined) return null;
  const before = residentWords[tube.members === 1 ? 'single-negative' : 'pool-negative'];
  return {
    zh: `此前告知为“${before.zh}”，现需复核，我们向您道歉。`,
    en: `You were told "${before.en}"; this has to be checked again, and we apologise.`,
  };
}

// An order because a tube gives no result, which no later specimen has answered and which that tube did not make
// needless by giving a result after all.
function openCallBack(facts: PersonFacts): Recollection | undefined {
  return facts.recollections
    .filter(({ cause }) => cause in callBackReasons)
    .filter(
      ({ causeTubeId, cause }) =>
        cause in followUpReasons ||
        !facts.tubes.some((tube) => tube.tubeId === causeTubeId && isAnsweredNegative(tube)),
    )
    .filter(
      ({ orderId, requestedAt }) =>
        !facts.tubes.some((tube) => tube.orderId === orderId || tube.sampledAt > requestedAt),
    )
    .sort((a, b) => b.requestedAt.getTime() - a.requestedAt.getTime() || (a.orderId < b.orderId ? -1 : 1))[0];
}

// Who was called back attended the round with their first specimen of it, whatever became of that tube (settled 10).
function attendedAt(tubes: readonly TubeFacts[]): Date | null {
  const round = tubes.at(-1)?.roundId;
  return tubes.find(({ roundId }) => roundId === round)?.sampledAt ?? null;
}
