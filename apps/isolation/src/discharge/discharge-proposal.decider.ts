import type { DischargeRule } from '@lib/contracts/policy-pack';
import { isOfInfected } from '../subject/infected.decider.js';
import { isOpen } from '../subject/measure.js';
import type { Subject } from '../subject/subject.js';
import { dischargeOf } from './discharge.decider.js';
import { answeredSwabsOf } from './infected-swabs.js';
import type { AnsweredSwab } from './infected-swabs.js';

/** That a doctor should look whether this person may leave, and by what. */
export interface DischargeProposal {
  readonly measureId: string;
  readonly siteCode: string;
  readonly swabs: number;
  /** Grows with every swab that is answered and every result that is corrected: another one makes another proposal. */
  readonly revision: number;
  /** `findings`: nothing was found, so nothing rose. `thresholds`: something was, and how late it rose a doctor reads. */
  readonly by: 'findings' | 'thresholds';
}

/**
 * When the house asks a doctor to look: the swabs since the arrival are as far apart as the decree wants, and either the
 * newest of them found nothing without a break, or the last one found something that may have risen too late to count.
 * Thresholds are not told with a result, so the house proposes and never decides.
 * In: the person, when, the rule that holds, by how much a drill divides time.
 */
export function proposalOf(
  subject: Subject,
  at: Date,
  { hoursApartMin, ctMin }: DischargeRule,
  timeScale: number,
): DischargeProposal | null {
  const measure = subject.measures.find((one) => isOfInfected(one) && one.startsAt <= at && isOpen(one, at));
  if (measure === undefined) return null;
  const from = measure.countedFrom ?? measure.startsAt;
  const since = answeredSwabsOf(subject).filter(({ sealedAt }) => sealedAt >= from);
  const rule = { hoursApartMin, ctMin };
  const isFarApart = (isClear: (swab: AnsweredSwab) => boolean): boolean =>
    dischargeOf(
      since.map((swab) => ({ sampledAt: swab.sealedAt, ...thresholdsIf(isClear(swab)) })),
      rule,
      timeScale,
    ).mayLeave;
  const revision = since.reduce((sum, { result }) => sum + result.version, 0);
  const about = { measureId: measure.measureId, siteCode: measure.siteCode, swabs: since.length, revision };
  if (isFarApart(({ result }) => result.finding === 'not-detected')) return { ...about, by: 'findings' };
  return isFarApart(() => true) ? { ...about, by: 'thresholds' } : null;
}

// No curve rose, or one rose at once.
const thresholdsIf = (isClear: boolean) => (isClear ? { ctN: null, ctOrf1ab: null } : { ctN: 1, ctOrf1ab: 1 });
