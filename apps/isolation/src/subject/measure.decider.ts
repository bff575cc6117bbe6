import { ruleFor, rulesOfPack } from '@lib/contracts/policy-pack';
import { Refusal } from '@lib/contracts/refusals';
import type { LiftReason, MeasureCategory, MeasureEnd } from '@lib/vocabulary';
import { cancelNeedless, isForTestDay } from './needless-order.decider.js';
import { andThen, begin, line, tell } from './outcome.js';
import { groundOf, hoursAfter, packFor } from './pack.js';
import { isForResult, isOpen, isSameBasis, peopleBehind } from './measure.js';
import type { Basis, Measure } from './measure.js';
import type { HistoryLine, Outcome, Subject, Surroundings } from './subject.js';

type Told = Pick<HistoryLine, 'act' | 'reason'> & Partial<HistoryLine>;

/**
 * The law of measures: each has a basis, a pack that was valid when it was decided, and an end that comes by itself.
 * Going on is a new measure, decided by another person; lifting is one person's decision and takes effect at once, on
 * the measure and on whatever continues it.
 */
export function measureOf(subject: Subject, measureId: string): Measure {
  const found = subject.measures.find((one) => one.measureId === measureId);
  if (found === undefined) throw new Refusal('MEASURE_UNKNOWN', { measureId });
  return found;
}

// Clocks of a desk and of the database are seconds apart, not more.
const aheadMsMax = 5 * 60_000;

/**
 * True when what days are to count from has not been yet. The pack's days end a measure only if nobody can choose a later
 * day to count them from (settled 13: from the last contact or the arrival).
 */
export const isAhead = (countedFrom: Date, at: Date): boolean => countedFrom.getTime() > at.getTime() + aheadMsMax;

/** Throws MEASURE_OVER, EXTENSION_NEEDS_ANOTHER_PERSON, MEASURE_ALREADY_EXTENDED, NO_POLICY_PACK, EXTENSION_BEYOND_PACK. */
export function extend(
  subject: Subject,
  { measureId, hours, newMeasureId }: { measureId: string; hours: number; newMeasureId: string },
  given: Surroundings,
): Outcome {
  const measure = measureOf(subject, measureId);
  if (!isOpen(measure, given.at)) throw new Refusal('MEASURE_OVER', { measureId });
  if (subject.measures.some((one) => one.supersedes === measureId)) throw new Refusal('MEASURE_ALREADY_EXTENDED');
  if (peopleBehind(measure).includes(given.actor)) throw new Refusal('EXTENSION_NEEDS_ANOTHER_PERSON');
  const pack = packFor(given.rules, measure.siteCode, given.at);
  if (pack === null) throw new Refusal('NO_POLICY_PACK');
  const { hoursMax, timesMax } = rulesOfPack(pack).extension;
  const times = chainOf(subject, measureId).length;
  // A wait for a result ends by its own clock: whoever is held longer has another basis for it.
  if (isForResult(measure)) throw new Refusal('EXTENSION_BEYOND_PACK', { hoursMax: 0, timesMax: 0 });
  if (hours > hoursMax || times > timesMax) throw new Refusal('EXTENSION_BEYOND_PACK', { hoursMax, timesMax });
  const continued: Measure = {
    ...measure,
    measureId: newMeasureId,
    ground: groundOf(pack, given.rules),
    decidedBy: given.actor,
    supersedes: measureId,
    startsAt: measure.endsAt,
    endsAt: hoursAfter(measure.endsAt, hours, given.rules),
    version: 0,
  };
  return withMeasures(subject, [...subject.measures, continued], given, {
    act: 'measure-extended',
    reason: 'continued',
  });
}

/** Throws MEASURE_OVER. */
export function lift(
  subject: Subject,
  { measureId, reason }: { measureId: string; reason: LiftReason },
  given: Surroundings,
): Outcome {
  if (!isOpen(measureOf(subject, measureId), given.at)) throw new Refusal('MEASURE_OVER', { measureId });
  return end(subject, [measureId], 'lifted', given, { act: 'measure-lifted', reason });
}

/** Writes the end of what ran out: at the instant that it named, however late it is noticed. */
export function endTerms(subject: Subject, given: Surroundings): Outcome {
  const isDue = ({ ended, endsAt }: Measure) => ended === null && endsAt <= given.at;
  if (!subject.measures.some(isDue)) return begin(subject);
  const measures = subject.measures.map((one) =>
    isDue(one) ? { ...one, ended: { at: one.endsAt, because: 'term-over' as const, by: null } } : one,
  );
  const over = withMeasures(subject, measures, given, { act: 'measure-over', reason: 'term-over' });
  return andThen(over, (seen) => cancelTestDay(seen, given));
}

/** Ends measures before their time, with all that continues them. */
export function end(
  subject: Subject,
  measureIds: readonly string[],
  because: MeasureEnd,
  given: Surroundings,
  told: Told,
): Outcome {
  const ending = new Set(measureIds);
  const isEnding = (one: Measure) =>
    ending.has(one.measureId) || (one.supersedes !== null && ending.has(one.supersedes));
  // A continuation may be continued itself; each pass takes one more link of the chain.
  for (const _link of subject.measures)
    for (const one of subject.measures) if (isEnding(one)) ending.add(one.measureId);
  for (const one of subject.measures) if (isForNothing(subject, one, ending, given.at)) ending.add(one.measureId);
  const measures = subject.measures.map((one) =>
    ending.has(one.measureId) && isOpen(one, given.at)
      ? { ...one, ended: { at: given.at, because, by: given.actor } }
      : one,
  );
  return andThen(withMeasures(subject, measures, given, told), (seen) => cancelTestDay(seen, given));
}

// Nobody is brought to an isolation that has ended: a transfer ends with the last one that it could lead to.
function isForNothing({ measures }: Subject, transfer: Measure, ending: ReadonlySet<string>, at: Date): boolean {
  const isReached = (one: Measure) =>
    one.kind === 'isolation' && one.place !== 'home' && isOpen(one, at) && isSameBasis(one.basis, transfer.basis);
  const led = measures.filter(isReached);
  return transfer.kind === 'transfer' && led.length > 0 && led.every(({ measureId }) => ending.has(measureId));
}

// Nobody who is free is called for the swab of a test day.
const cancelTestDay = (subject: Subject, given: Surroundings): Outcome =>
  subject.orders.some((one) => one.state === 'open' && isForTestDay(one))
    ? cancelNeedless(subject, given)
    : begin(subject);

/** The measure and what it continues, the newest first. */
export function chainOf(subject: Subject, measureId: string): Measure[] {
  const measure = measureOf(subject, measureId);
  return measure.supersedes === null ? [measure] : [measure, ...chainOf(subject, measure.supersedes)];
}

export interface Beginning {
  readonly basis: Basis;
  readonly category: MeasureCategory;
  readonly siteCode: string;
  readonly countedFrom: Date;
  /** In whose name, where an order says so itself; the pack's issuer otherwise. */
  readonly authority?: { readonly name: string; readonly number: string; readonly legalBasis: string };
}

/**
 * Isolation by the pack's rule for a category: one measure for each stage, counted from the last contact or arrival.
 * A stage that is over by now is not begun. Without a valid pack, or where it says nothing of the category,
 * nothing is done, and the history says so.
 */
export function isolate(subject: Subject, beginning: Beginning, given: Surroundings): Outcome {
  const { basis, category, siteCode, countedFrom, authority } = beginning;
  const pack = packFor(given.rules, siteCode, given.at);
  const rule = pack === null ? undefined : ruleFor(pack, category);
  if (pack === null || rule === undefined) {
    return tell(begin(subject), { history: [line(subject, given, { act: 'ignored', reason: 'no-policy-pack' })] });
  }
  const ground = groundOf(pack, given.rules);
  const named = authority && {
    authority: authority.name,
    decreeNumber: authority.number,
    legalBasis: authority.legalBasis,
  };
  let from = countedFrom;
  const begun = rule.stages.flatMap(({ place, days }): Measure[] => {
    const startsAt = from < given.at ? given.at : from;
    from = hoursAfter(from, days * 24, given.rules);
    if (from <= startsAt) return [];
    const measureId = given.newId();
    const measure = {
      kind: 'isolation',
      basis,
      category,
      siteCode,
      countedFrom,
      place,
      startsAt,
      endsAt: from,
    } as const;
    const rest = { reason: basis.kind, decidedBy: given.actor, supersedes: null, ended: null, version: 0 };
    return [{ measureId, ...measure, ...rest, ground: { ...ground, ...named } }];
  });
  if (begun.length === 0) return begin(subject);
  return withMeasures(subject, [...subject.measures, ...begun], given, { act: 'measure-begun', reason: basis.kind });
}

const withMeasures = (subject: Subject, measures: readonly Measure[], given: Surroundings, told: Told): Outcome => {
  const next = { ...subject, measures };
  return tell(begin(next), { history: [line(next, given, told)] });
};
