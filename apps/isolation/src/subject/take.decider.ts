import { detectionOf } from './case.decider.js';
import { begin, caseOf, line, tell, andThen } from './outcome.js';
import { isSwabUnderWay, order } from './recollection.decider.js';
import { hasEnded, stands } from './standing.decider.js';
import { isOpen } from './measure.js';
import type { Measure } from './measure.js';
import { groundOf, hoursAfter, packFor } from './pack.js';
import type { Detection, Outcome, Subject, Surroundings } from './subject.js';

/**
 * The law of taking an alert over: for each person of it whose case has not ended, a hold begins, if a policy pack is
 * valid and none is running; and a recollection is requested, unless the case is verified, an order is open, or a swab
 * taken after this detection is on its way. What is not done is written down with its reason.
 */
export function takeOver(subject: Subject, escalationId: string, given: Surroundings): Outcome {
  const detection = detectionOf(subject, escalationId);
  const { state } = caseOf(subject);
  const about = { escalationId, tubeId: detection.tubeId, resultVersion: detection.resultVersion };
  if (hasEnded(state) || !stands(detection)) {
    return tell(begin(subject), {
      history: [line(subject, given, { act: 'ignored', reason: 'case-ended', ...about })],
    });
  }
  return andThen(hold(subject, detection, given), (held) => recollect(held, detection, given));
}

function hold(subject: Subject, detection: Detection, given: Surroundings): Outcome {
  const { escalationId, tubeId, resultVersion, siteCode } = detection;
  const about = { escalationId, tubeId, resultVersion };
  const ignore = (reason: 'no-policy-pack' | 'already-held') =>
    tell(begin(subject), { history: [line(subject, given, { act: 'ignored', reason, ...about })] });
  const pack = packFor(given.rules, siteCode, given.at);
  if (pack === null || pack.holdHoursMax === 0) return ignore('no-policy-pack');
  // Whoever waits for a result at a clinic is let go when it is there; what it found is a hold of its own.
  const isHeld = (one: Measure) => one.kind === 'hold' && one.reason !== 'awaiting-result' && isOpen(one, given.at);
  if (subject.measures.some(isHeld)) return ignore('already-held');
  const begun: Measure = {
    measureId: given.newId(),
    kind: 'hold',
    category: 'suspected',
    basis: { kind: 'own-result-chain', escalationId, tubeId, resultVersion },
    ground: groundOf(pack, given.rules),
    reason: detection.finding,
    place: 'on-the-spot',
    siteCode,
    decidedBy: given.actor,
    supersedes: null,
    countedFrom: null,
    startsAt: given.at,
    endsAt: hoursAfter(given.at, pack.holdHoursMax, given.rules),
    ended: null,
    version: 0,
  };
  const next = { ...subject, measures: [...subject.measures, begun] };
  return tell(begin(next), { history: [line(next, given, { act: 'held', reason: 'alert-taken', ...about })] });
}

function recollect(subject: Subject, detection: Detection, given: Surroundings): Outcome {
  const { tubeId, siteCode, finding, escalationId } = detection;
  const ignore = (reason: 'already-verified' | 'specimen-already-taken') =>
    tell(begin(subject), { history: [line(subject, given, { act: 'ignored', reason, tubeId, escalationId })] });
  if (caseOf(subject).state === 'verified') return ignore('already-verified');
  if (isSwabUnderWay(subject, detection)) return ignore('specimen-already-taken');
  const wanted = { cause: finding, causeTubeId: tubeId, siteCode };
  return order(subject, wanted, given.rules.recollectionMinutesMax, given);
}
