import { ruleFor } from '@lib/contracts/policy-pack';
import { dayOf } from './campaign-days.js';
import { planChecks } from './check-plan.decider.js';
import type { PlannedCheck, PlanRules, Span } from './check-plan.decider.js';
import type { CareRules } from './care-rules.store.js';
import { isOpen } from '../subject/measure.js';
import type { Measure } from '../subject/measure.js';
import { packFor } from '../subject/pack.js';

/** What the house owes one person while isolation lasts; read off the measures, which alone say until when. */
export interface IsolationOrder {
  readonly orderId: string;
  readonly campaignId: string;
  readonly participantId: string;
  readonly category: string;
  readonly siteCode: string;
  readonly districtCode: string;
  readonly countedFrom: Date;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly endedAt: Date | null;
  /** Days of the order on which the packs behind its measures want a swab. */
  readonly testDays: readonly number[];
  readonly policyVersion: number;
}

export const isIsolation = ({ kind }: Measure): boolean => kind === 'isolation';

/** When a measure really lasts: up to the instant that it names, or that at which somebody ended it. */
export const spanOf = ({ startsAt, endsAt, ended }: Measure): Span => ({ from: startsAt, to: ended?.at ?? endsAt });

const isSomeTime = ({ from, to }: Span): boolean => to > from;

/** In: an order's measures. Out: its first and last instant; nothing when none of them was ever in force. */
export function extentOf(measures: readonly Measure[]): Span | undefined {
  const spans = measures.map(spanOf).filter(isSomeTime);
  if (spans.length === 0) return undefined;
  return {
    from: new Date(Math.min(...spans.map(({ from }) => from.getTime()))),
    to: new Date(Math.max(...spans.map(({ to }) => to.getTime()))),
  };
}

/** Why an order is over: what ended the last of its measures; nothing while one of them is open. */
export function endOf(measures: readonly Measure[], at: Date): { at: Date; because: string } | undefined {
  if (measures.some((one) => isOpen(one, at))) return undefined;
  const extent = extentOf(measures);
  const last = measures.toSorted((a, b) => spanOf(b).to.getTime() - spanOf(a).to.getTime())[0];
  if (last === undefined) return undefined;
  return { at: extent?.to ?? spanOf(last).to, because: last.ended?.because ?? 'term-over' };
}

/** In: measures that began and the instant from which the order counts. Out: the days of the order on which the pack tests. */
export function testDaysOf(
  measures: readonly Measure[],
  count: PlanRules['count'],
  { rules }: CareRules,
  at: Date,
): number[] {
  const days = measures.flatMap(({ category, siteCode, countedFrom }) => {
    const pack = packFor(rules, siteCode, at);
    const offset = countedFrom === null ? 0 : dayOf(countedFrom, count);
    return (pack === null ? undefined : ruleFor(pack, category))?.testDays.map((day) => day + offset) ?? [];
  });
  return [...new Set(days)].toSorted((a, b) => a - b);
}

/** Everything that is owed under the order, from its first instant to its last. */
export function checksOf(
  measures: readonly Measure[],
  { countedFrom, testDays }: Pick<IsolationOrder, 'countedFrom' | 'testDays'>,
  { care, rules }: CareRules,
): PlannedCheck[] {
  return planChecks(measures.map(spanOf).filter(isSomeTime), {
    count: { countedFrom, timeScale: rules.timeScale },
    windows: care.followUpWindows,
    testDays,
    minutesMin: care.followUpMinutesMin,
  });
}
