import { end } from './measure.decider.js';
import { isOpen } from './measure.js';
import type { Basis, Measure } from './measure.js';
import { begin } from './outcome.js';
import type { Detection, Outcome, Subject, SubjectReason, Surroundings } from './subject.js';

/** Isolation of somebody as infected, on whatever basis. */
export const isolatesInfected = ({ kind, category }: Measure): boolean =>
  kind === 'isolation' && category === 'infected';

/** Isolation of somebody because their own swab says so; whatever else is done to them has another end. */
export const isOfInfected = (one: Measure): boolean => isolatesInfected(one) && one.basis.kind === 'own-result-chain';

/** The basis that a detection of the person's own tube is. */
export const ownResult = ({ escalationId, tubeId, resultVersion }: Detection): Basis => ({
  kind: 'own-result-chain',
  escalationId,
  tubeId,
  resultVersion,
});

/** Whoever is where they are to stay is not held on the spot any more: their hold gives way to what follows, or is lifted. */
export function leaveTheSpot(subject: Subject, reason: SubjectReason, given: Surroundings): Outcome {
  const open = subject.measures.filter((one) => isOpen(one, given.at));
  const holds = open.filter(({ kind, place }) => kind === 'hold' && place === 'on-the-spot');
  if (holds.length === 0) return begin(subject);
  const isFollowed = open.some(({ kind }) => kind === 'isolation');
  const ids = holds.map(({ measureId }) => measureId);
  return end(subject, ids, isFollowed ? 'superseded' : 'lifted', given, { act: 'hold-ended', reason });
}
