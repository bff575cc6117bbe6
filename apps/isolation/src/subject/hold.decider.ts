import { begin, line, tell } from './outcome.js';
import { isOpen } from './measure.js';
import type { Measure } from './measure.js';
import { groundOf, hoursAfter, packFor } from './pack.js';
import type { Detection, Outcome, Subject, Surroundings } from './subject.js';

/** Whoever waits for a result at a clinic is let go when it is there; what it found is a hold of its own. */
export const isHoldOfAlert = ({ kind, reason }: Measure): boolean => kind === 'hold' && reason !== 'awaiting-result';

/** Who held, and until when at the latest, where that is not whoever decides now for as long as the pack lets. */
export interface Served {
  readonly decidedBy: string;
  readonly until: Date;
}

/**
 * A hold on a detection, if a policy pack is valid and none is running; what is not done is written down with its reason.
 * In: `served` where an earlier hold served this detection too and lost its own.
 */
export function hold(subject: Subject, detection: Detection, given: Surroundings, served?: Served): Outcome {
  const { escalationId, tubeId, resultVersion, siteCode } = detection;
  const about = { escalationId, tubeId, resultVersion };
  const ignore = (reason: 'no-policy-pack' | 'already-held') =>
    tell(begin(subject), { history: [line(subject, given, { act: 'ignored', reason, ...about })] });
  const pack = packFor(given.rules, siteCode, given.at);
  if (pack === null || pack.holdHoursMax === 0) return ignore('no-policy-pack');
  if (subject.measures.some((one) => isHoldOfAlert(one) && isOpen(one, given.at))) return ignore('already-held');
  const latest = hoursAfter(given.at, pack.holdHoursMax, given.rules);
  const begun: Measure = {
    measureId: given.newId(),
    kind: 'hold',
    category: 'suspected',
    basis: { kind: 'own-result-chain', escalationId, tubeId, resultVersion },
    ground: groundOf(pack, given.rules),
    reason: detection.finding,
    place: 'on-the-spot',
    siteCode,
    decidedBy: served?.decidedBy ?? given.actor,
    supersedes: null,
    countedFrom: null,
    startsAt: given.at,
    endsAt: served === undefined || served.until > latest ? latest : served.until,
    ended: null,
    version: 0,
  };
  const next = { ...subject, measures: [...subject.measures, begun] };
  return tell(begin(next), { history: [line(next, given, { act: 'held', reason: 'alert-taken', ...about })] });
}
