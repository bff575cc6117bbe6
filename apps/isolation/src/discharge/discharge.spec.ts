import { dischargeRuleOf } from '@lib/contracts/policy-pack';
import { describe, expect, test } from 'vitest';
import { dischargeOf } from './discharge.decider.js';
import type { DischargeSwab } from './discharge.decider.js';

const verdictOf = (swabs: readonly DischargeSwab[], rule = dischargeRuleOf(null), timeScale = 1) =>
  dischargeOf(swabs, rule, timeScale);

const swab = (hour: number, ctN: number | null, ctOrf1ab: number | null = ctN) => ({
  sampledAt: new Date(Date.UTC(2026, 10, 1, hour)),
  ctN,
  ctOrf1ab,
});

describe('an infected person leaves', () => {
  test('after two clear swabs 24 hours apart, the hour included', () => {
    expect(verdictOf([swab(0, 35), swab(24, 36)])).toMatchObject({ mayLeave: true });
  });
  test('in whatever order the results came', () => {
    expect(verdictOf([swab(24, 36), swab(0, 38), swab(-24, 20)])).toMatchObject({ mayLeave: true });
  });
  test('when no curve rose at all, and when one rose late', () => {
    expect(verdictOf([swab(0, null), swab(30, null, 37)])).toMatchObject({ mayLeave: true });
  });
  test('after a run of clear swabs whose ends are a day apart, though each two of them are closer', () => {
    expect(verdictOf([swab(0, 36), swab(12, 36), swab(24, 36)])).toMatchObject({ mayLeave: true });
  });
  test('sooner by the clock of a drill, and by the rule of another plan', () => {
    expect(verdictOf([swab(0, 36), swab(1, 36)], undefined, 24)).toMatchObject({ mayLeave: true });
    expect(verdictOf([swab(0, 36), swab(24, 41)], { ctMin: 40, hoursApartMin: 24 })).toMatchObject({
      mayLeave: false,
    });
  });
});

describe('an infected person stays', () => {
  test.each([
    ['without a swab', [], 'no-swab'],
    ['after one clear swab', [swab(0, 30), swab(24, 36)], 'one-clear-swab'],
    ['when the clear swabs are less than 24 hours apart', [swab(0, 36), swab(23, 36)], 'too-close-together'],
    ['when the last one is not clear', [swab(0, 36), swab(24, 36), swab(48, 34.9)], 'last-not-clear'],
    ['when one target alone is below', [swab(0, 36), swab(24, 36, 34)], 'last-not-clear'],
    ['when a swab between the two was not clear', [swab(0, 36), swab(12, 33), swab(24, 36)], 'one-clear-swab'],
  ] as const)('%s', (_when, swabs, because) => {
    expect(verdictOf(swabs)).toEqual({ mayLeave: false, because });
  });
});
