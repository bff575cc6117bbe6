import { dischargeRuleOf } from '@lib/contracts/policy-pack';
import { Refusal } from '@lib/contracts/refusals';
import { end, isolate, measureOf } from '../subject/measure.decider.js';
import { isOfInfected } from '../subject/infected.decider.js';
import { isOpen } from '../subject/measure.js';
import { andThen } from '../subject/outcome.js';
import { packFor } from '../subject/pack.js';
import type { Outcome, Subject, Surroundings } from '../subject/subject.js';
import { dischargeOf } from './discharge.decider.js';
import { answeredSwabsOf } from './infected-swabs.js';
import type { AnsweredSwab } from './infected-swabs.js';

/** One swab as the doctor names it: the released version, and the thresholds that stand on the laboratory's report. */
export interface NamedSwab {
  readonly tubeId: string;
  readonly resultVersion: number;
  readonly ctN: number | null;
  readonly ctOrf1ab: number | null;
}

/**
 * The law of a discharge: an infected person's, on released results of their own single tubes. Every swab that was answered
 * since the first one named is named as well, so that none is passed over. It ends what rested on their infection, and
 * nothing else: what a contact or an order put upon the same person stays. Whoever recovered is in the pack's next
 * category from that moment on.
 * Throws MEASURE_UNKNOWN, MEASURE_OVER, DISCHARGE_NOT_INFECTED, DISCHARGE_RESULT_UNKNOWN, DISCHARGE_SWAB_LEFT_OUT, DISCHARGE_TOO_EARLY.
 */
export function discharge(
  subject: Subject,
  { measureId, swabs }: { measureId: string; swabs: readonly NamedSwab[] },
  given: Surroundings,
): Outcome {
  const measure = measureOf(subject, measureId);
  const { basis, siteCode } = measure;
  if (!isOfInfected(measure)) throw new Refusal('DISCHARGE_NOT_INFECTED');
  if (!isOpen(measure, given.at)) throw new Refusal('MEASURE_OVER', { measureId });
  const own = answeredSwabsOf(subject);
  const taken = swabs.map((swab) => ({ ...swab, sampledAt: sampledAt(own, swab) }));
  refuseLeftOut(own, taken);
  const rule = dischargeRuleOf(packFor(given.rules, siteCode, given.at));
  const verdict = dischargeOf(taken, rule, given.rules.timeScale);
  if (!verdict.mayLeave) throw new Refusal('DISCHARGE_TOO_EARLY', { because: verdict.because });
  const ids = subject.measures
    .filter((one) => isOpen(one, given.at) && restsOnInfection(one))
    .map((one) => one.measureId);
  const over = end(subject, ids, 'discharged', given, { act: 'measure-over', reason: 'discharged' });
  const recovered = { basis, category: 'recovered', siteCode, countedFrom: given.at } as const;
  return andThen(over, (left) => isolate(left, recovered, given));
}

const restsOnInfection = ({ basis }: Subject['measures'][number]): boolean => basis.kind === 'own-result-chain';

function sampledAt(own: readonly AnsweredSwab[], { tubeId, resultVersion }: NamedSwab): Date {
  const found = own.find((tube) => tube.tubeId === tubeId && tube.result.version === resultVersion);
  if (found === undefined) throw new Refusal('DISCHARGE_RESULT_UNKNOWN', { tubeId });
  return found.sealedAt;
}

function refuseLeftOut(own: readonly AnsweredSwab[], named: readonly { tubeId: string; sampledAt: Date }[]): void {
  const from = Math.min(...named.map((one) => one.sampledAt.getTime()));
  const tubes = new Set(named.map(({ tubeId }) => tubeId));
  const left = own.find(({ tubeId, sealedAt }) => sealedAt.getTime() >= from && !tubes.has(tubeId));
  if (left !== undefined) throw new Refusal('DISCHARGE_SWAB_LEFT_OUT', { tubeId: left.tubeId });
}
