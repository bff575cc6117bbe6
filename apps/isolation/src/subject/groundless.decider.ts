import { hold, isHoldOfAlert } from './hold.decider.js';
import { end } from './measure.decider.js';
import { isOpen } from './measure.js';
import type { Measure } from './measure.js';
import { andThen, begin } from './outcome.js';
import { stands } from './standing.decider.js';
import type { Outcome, Subject, Surroundings } from './subject.js';

/**
 * A measure lasts no longer than its basis stands (settled 12), whatever else is known of the person:
 * - on a tube of whose results the laboratory took the last one back, it is over at once; so is whatever was done to an
 *   infected or recovered person who is verified no more;
 * - a hold served every alert about the person that somebody had taken: where another one of them stands, the rest of its
 *   time goes on upon that, by whoever took it. It ends no later than it would have;
 * - on a contact, it is over when the case that it leads to is.
 */
export function endGroundless(subject: Subject, given: Surroundings): Outcome {
  const lost = subject.measures.filter((one) => isOpen(one, given.at) && isTakenBack(subject, one));
  if (lost.length === 0) return begin(subject);
  const ids = lost.map(({ measureId }) => measureId);
  const told = { act: 'measure-over', reason: 'detection-withdrawn' } as const;
  const over = end(subject, ids, 'detection-withdrawn', given, told);
  const held = lost.find(isHoldOfAlert);
  return held === undefined ? over : andThen(over, (seen) => holdOnAnother(seen, held, given));
}

/** In: cases that are cleared or revoked. Ends what was done to this person because of a contact with one of them. */
export function endContacts(subject: Subject, caseIds: ReadonlySet<string>, given: Surroundings): Outcome {
  const lost = subject.measures.filter(
    (one) => isOpen(one, given.at) && one.basis.kind === 'contact-link' && caseIds.has(one.basis.indexCaseId),
  );
  if (lost.length === 0) return begin(subject);
  const ids = lost.map(({ measureId }) => measureId);
  return end(subject, ids, 'basis-gone', given, { act: 'measure-over', reason: 'basis-gone' });
}

function isTakenBack({ case: known, detections }: Subject, { basis, category }: Measure): boolean {
  if (basis.kind !== 'own-result-chain') return false;
  const ofTube = detections.filter(({ tubeId }) => tubeId === basis.tubeId);
  if (ofTube.length > 0 && !ofTube.some(stands)) return true;
  return (category === 'infected' || category === 'recovered') && known?.state !== 'verified';
}

function holdOnAnother(subject: Subject, { endsAt: until }: Measure, given: Surroundings): Outcome {
  const other = subject.detections.findLast((one) => stands(one) && one.takenBy !== null);
  const decidedBy = other?.takenBy ?? null;
  if (other === undefined || decidedBy === null) return begin(subject);
  return hold(subject, other, given, { decidedBy, until });
}
