import { detectionOf } from './case.decider.js';
import { hold } from './hold.decider.js';
import { begin, caseOf, line, tell, andThen } from './outcome.js';
import { isSwabUnderWay, order } from './recollection.decider.js';
import { hasEnded, stands } from './standing.decider.js';
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

function recollect(subject: Subject, detection: Detection, given: Surroundings): Outcome {
  const { tubeId, siteCode, finding, escalationId } = detection;
  const ignore = (reason: 'already-verified' | 'specimen-already-taken') =>
    tell(begin(subject), { history: [line(subject, given, { act: 'ignored', reason, tubeId, escalationId })] });
  if (caseOf(subject).state === 'verified') return ignore('already-verified');
  if (isSwabUnderWay(subject, detection)) return ignore('specimen-already-taken');
  const wanted = { cause: finding, causeTubeId: tubeId, siteCode };
  return order(subject, wanted, given.rules.recollectionMinutesMax, given);
}
