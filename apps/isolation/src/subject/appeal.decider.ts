import { packDefaults, rulesOfPack } from '@lib/contracts/policy-pack';
import { Refusal } from '@lib/contracts/refusals';
import type { AppealGround, AppealReason } from '@lib/vocabulary';
import { chainOf, end, measureOf } from './measure.decider.js';
import { isOpen, peopleBehind } from './measure.js';
import type { Appeal } from './measure.js';
import { andThen, begin, line, tell } from './outcome.js';
import { hoursAfter, packFor } from './pack.js';
import type { Outcome, Subject, Surroundings } from './subject.js';

/**
 * The law of objections: anybody about whom a measure is may object once at a time. Whoever answers had no part in the
 * measure, in what it continues, or in its basis. One that is answered with "lifted" ends the measure at that instant.
 */
export interface Filing {
  readonly appealId: string;
  readonly measureId: string;
  readonly ground: AppealGround;
  readonly words: string;
  readonly filedVia: Appeal['filedVia'];
}

/** Throws MEASURE_OVER, APPEAL_OPEN. */
export function fileAppeal(subject: Subject, filing: Filing, given: Surroundings): Outcome {
  const measure = measureOf(subject, filing.measureId);
  if (!isOpen(measure, given.at)) throw new Refusal('MEASURE_OVER', { measureId: filing.measureId });
  const isWaiting = ({ measureId, answer }: Appeal) => measureId === filing.measureId && answer === null;
  if (subject.appeals.some(isWaiting)) throw new Refusal('APPEAL_OPEN', { measureId: filing.measureId });
  // The pack may have gone out of force: the person is answered all the same, in the time that holds without one.
  const pack = packFor(given.rules, measure.siteCode, given.at);
  const { appealHoursMax, reviewerRole } = pack === null ? packDefaults : rulesOfPack(pack);
  const filed: Appeal = {
    ...filing,
    filedBy: given.actor,
    filedAt: given.at,
    ownerRole: reviewerRole,
    policyVersion: given.rules.policyVersion,
    dueAt: hoursAfter(given.at, appealHoursMax, given.rules),
    answer: null,
  };
  const next = { ...subject, appeals: [...subject.appeals, filed] };
  return tell(begin(next), { history: [line(next, given, { act: 'appeal-filed', reason: filing.ground })] });
}

export interface Answer {
  readonly appealId: string;
  readonly decision: 'upheld' | 'lifted';
  readonly reason: AppealReason;
  readonly words: string;
}

/** Throws APPEAL_UNKNOWN, APPEAL_DECIDED, REVIEWER_NOT_INDEPENDENT. */
export function answerAppeal(subject: Subject, { appealId, ...answer }: Answer, given: Surroundings): Outcome {
  const appeal = subject.appeals.find((one) => one.appealId === appealId);
  if (appeal === undefined) throw new Refusal('APPEAL_UNKNOWN', { appealId });
  if (appeal.answer !== null) throw new Refusal('APPEAL_DECIDED', { appealId });
  const involved = new Set([appeal.filedBy, ...chainOf(subject, appeal.measureId).flatMap(peopleBehind)]);
  if (involved.has(given.actor)) throw new Refusal('REVIEWER_NOT_INDEPENDENT', { appealId });
  const answered: Appeal = { ...appeal, answer: { ...answer, decidedBy: given.actor, decidedAt: given.at } };
  const next = { ...subject, appeals: subject.appeals.map((one) => (one === appeal ? answered : one)) };
  const told = tell(begin(next), { history: [line(next, given, { act: 'appeal-decided', reason: answer.reason })] });
  if (answer.decision === 'upheld') return told;
  const lifted = { act: 'measure-lifted', reason: 'appeal-won' } as const;
  return andThen(told, (seen) => end(seen, [appeal.measureId], 'appeal-won', given, lifted));
}
