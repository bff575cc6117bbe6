import { describe, expect, test } from 'vitest';
import { dayOf, instantOf } from './campaign-days.js';
import { merged, planChecks } from './check-plan.decider.js';
import type { PlanRules } from './check-plan.decider.js';

const at = (text: string) => new Date(`${text}+08:00`);
const rules = (changes: Partial<PlanRules> = {}): PlanRules => ({
  count: { countedFrom: at('2022-07-01T15:00'), timeScale: 1 },
  windows: [
    { fromMinute: 480, toMinute: 720 },
    { fromMinute: 840, toMinute: 1_200 },
  ],
  testDays: [],
  minutesMin: 60,
  ...changes,
});
const span = (from: string, to: string) => ({ from: at(from), to: at(to) });
const ten = span('2022-07-02T09:30', '2022-07-11T15:00');
const of = (kind: string, checks: ReturnType<typeof planChecks>) => checks.filter((one) => one.kind === kind);

describe('days of an order', () => {
  test('are calendar days in Shanghai, and the day of the last contact is day 0', () => {
    const { count } = rules();
    expect(dayOf(at('2022-07-01T23:59'), count)).toBe(0);
    expect(dayOf(at('2022-07-02T00:00'), count)).toBe(1);
    expect(dayOf(at('2022-06-30T23:00'), count)).toBe(-1);
  });

  test('are as much shorter in a drill as its time is faster, and count from the same instant', () => {
    const count = { countedFrom: at('2022-07-01T15:00'), timeScale: 24 };
    const nineHoursLater = new Date(count.countedFrom.getTime() + (9 * 3_600_000) / 24);
    expect(dayOf(nineHoursLater, count)).toBe(1);
    expect(instantOf(1, 0, count)).toEqual(nineHoursLater);
  });
});

describe('what is owed', () => {
  test('is a call and a temperature in the morning and in the afternoon of each day', () => {
    const checks = planChecks([ten], rules());
    // 2 July to 10 July whole, and the morning and one hour of the afternoon of 11 July.
    expect(of('call', checks)).toHaveLength(20);
    expect(of('temperature', checks)).toHaveLength(20);
    expect(of('call', checks)[0]).toMatchObject({
      sequence: 3,
      day: 1,
      beginsAt: at('2022-07-02T09:30'),
      dueAt: at('2022-07-02T12:00'),
    });
    expect(of('call', checks).at(-1)).toMatchObject({ sequence: 22, day: 10, dueAt: at('2022-07-11T15:00') });
  });

  test('is not a call of which less than an hour would be left', () => {
    const calls = of('call', planChecks([span('2022-07-02T11:10', '2022-07-03T14:30')], rules()));
    expect(calls.map(({ sequence }) => sequence)).toEqual([4, 5]);
  });

  test('is a swab on each test day that is still to come when the order is', () => {
    const late = span('2022-07-05T10:00', '2022-07-11T15:00');
    const tests = of('test', planChecks([late], rules({ testDays: [1, 2, 3, 5, 7, 10] })));
    expect(tests.map(({ day }) => day)).toEqual([5, 7, 10]);
    expect(tests.at(-1)?.dueAt).toEqual(at('2022-07-11T15:00'));
  });

  test('is the swab of the last day on the day before, when the order ends just after midnight', () => {
    const count = { countedFrom: at('2022-07-01T00:20'), timeScale: 1 };
    const tests = of(
      'test',
      planChecks([span('2022-07-01T08:00', '2022-07-11T00:20')], rules({ count, testDays: [10] })),
    );
    expect(tests.map(({ day }) => day)).toEqual([9]);
  });

  test('is owed once where two stages touch, and not at all between two that do not', () => {
    const stages = [span('2022-07-02T08:00', '2022-07-04T10:00'), span('2022-07-04T10:00', '2022-07-05T20:00')];
    expect(merged(stages)).toEqual([span('2022-07-02T08:00', '2022-07-05T20:00')]);
    expect(of('call', planChecks(stages, rules()))).toHaveLength(8);
    const apart = [span('2022-07-02T08:00', '2022-07-02T20:00'), span('2022-07-04T08:00', '2022-07-04T20:00')];
    expect(of('call', planChecks(apart, rules()))).toHaveLength(4);
  });
});
