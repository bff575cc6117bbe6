import { dayOf, instantOf } from './campaign-days.js';
import type { DayCount, DayWindow } from './campaign-days.js';

export type CheckKind = 'call' | 'temperature' | 'test';

/** A span of time; its end is no longer in it. */
export interface Span {
  readonly from: Date;
  readonly to: Date;
}

/** Something that is owed on a day: twice a call and a temperature, and a swab on a test day. */
export interface PlannedCheck {
  readonly kind: CheckKind;
  /** Of a call or temperature: day × 2 + 1, one more in the afternoon. Of a test: the day. */
  readonly sequence: number;
  readonly day: number;
  readonly beginsAt: Date;
  readonly dueAt: Date;
}

export interface PlanRules {
  readonly count: DayCount;
  readonly windows: readonly DayWindow[];
  /** Days of the count on which the pack wants a swab. */
  readonly testDays: readonly number[];
  /** Less than this of a window inside the order is nobody's to keep. */
  readonly minutesMin: number;
}

const minutesPerDay = 1_440;

/** In: spans that may touch or overlap. Out: the same time, each instant once, in order. */
export function merged(spans: readonly Span[]): Span[] {
  const sorted = spans.toSorted((a, b) => a.from.getTime() - b.from.getTime());
  return sorted.reduce<Span[]>((kept, next) => {
    const last = kept.at(-1);
    if (last === undefined || next.from > last.to) return [...kept, next];
    return [...kept.slice(0, -1), { from: last.from, to: next.to > last.to ? next.to : last.to }];
  }, []);
}

/**
 * In: when a person is under the order, and the rules. Out: everything that is owed meanwhile. A day that was over when
 * the order came is not owed any more; a swab whose day ends with the order too early for it is owed the day before.
 */
export function planChecks(spans: readonly Span[], rules: PlanRules): PlannedCheck[] {
  const whole = merged(spans);
  const twice = whole.flatMap((span) => twiceADay(span, rules));
  const tests = new Map<number, PlannedCheck>();
  for (const wanted of rules.testDays) {
    const check =
      testOn(wanted, whole, rules) ?? (isLastDay(wanted, whole, rules) ? testOn(wanted - 1, whole, rules) : undefined);
    if (check !== undefined) tests.set(check.sequence, check);
  }
  return [...twice, ...tests.values()];
}

function twiceADay(span: Span, rules: PlanRules): PlannedCheck[] {
  const { count, windows } = rules;
  const first = dayOf(span.from, count);
  const last = dayOf(span.to, count);
  const days = Array.from({ length: last - first + 1 }, (_, n) => first + n).filter((day) => day >= 0);
  return days.flatMap((day) =>
    windows.flatMap((window, n) => {
      const inside = within(day, window, span, rules);
      if (inside === undefined) return [];
      const check = { sequence: day * windows.length + n + 1, day, beginsAt: inside.from, dueAt: inside.to };
      return [
        { kind: 'call' as const, ...check },
        { kind: 'temperature' as const, ...check },
      ];
    }),
  );
}

function testOn(day: number, spans: readonly Span[], rules: PlanRules): PlannedCheck | undefined {
  if (day < 0) return undefined;
  const wholeDay = { fromMinute: 0, toMinute: minutesPerDay };
  const inside = spans.map((span) => within(day, wholeDay, span, rules)).find((span) => span !== undefined);
  return inside && { kind: 'test', sequence: day, day, beginsAt: inside.from, dueAt: inside.to };
}

const isLastDay = (day: number, spans: readonly Span[], { count }: PlanRules): boolean => {
  const last = spans.at(-1);
  return last !== undefined && dayOf(last.to, count) === day;
};

function within(day: number, window: DayWindow, span: Span, { count, minutesMin }: PlanRules): Span | undefined {
  const opens = instantOf(day, window.fromMinute, count);
  const closes = instantOf(day, window.toMinute, count);
  const from = opens < span.from ? span.from : opens;
  const to = closes > span.to ? span.to : closes;
  return (to.getTime() - from.getTime()) * count.timeScale >= minutesMin * 60_000 ? { from, to } : undefined;
}
