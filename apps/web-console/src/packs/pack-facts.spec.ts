import type { PackRules } from '@lib/contracts/policy-pack';
import { describe, expect, test } from 'vitest';
import { differencesOf, factsOf, stateOf } from './pack-facts.js';

const rules: PackRules = {
  categories: {
    'close-contact': {
      stages: [
        { place: 'facility', days: 5 },
        { place: 'home', days: 3 },
      ],
      ...{ countsFrom: 'last-contact', testDays: [1, 5], releaseRole: 'doctor' },
    },
  },
  ...{ extension: { hoursMax: 24, timesMax: 1 }, appealHoursMax: 24, reviewerRole: 'auditor', contactHoursMax: 24 },
};
const pack = { issuer: '指挥部', number: '1号', legalBasis: '演练', holdHoursMax: 6, rules };

describe('what a policy pack says', () => {
  test('is told in people’s words: days, places, what they count from, tests and who signs', () => {
    const said = factsOf(pack).find(({ name }) => name.zh === '密切接触者')?.value;
    expect(said?.zh).toBe('集中隔离点 5 天 + 居家 3 天，自末次接触；第 1、5 天检测；医生签解除');
    expect(said?.en).toContain('5 days at an isolation point, then 3 days at home');
  });

  test('of another pack is told as the lines that would change, and no others', () => {
    const later = { ...pack, number: '2号', rules: { ...rules, appealHoursMax: 12 } };
    expect(differencesOf(pack, later).map(({ name, before, after }) => [name.zh, before.zh, after.zh])).toEqual([
      ['文号', '1号', '2号'],
      ['异议须在此内答复', '24 小时', '12 小时'],
    ]);
    expect(differencesOf(pack, pack)).toEqual([]);
  });

  test('where nothing was in force before, each line that says something is a change', () => {
    const lines = differencesOf(undefined, pack);
    expect(lines.map(({ name }) => name.zh)).toContain('密切接触者');
    expect(lines.map(({ name }) => name.zh)).not.toContain('入境或外来人员');
  });
});

describe('a version of a pack', () => {
  const dated = { packId: 'nov-2022', version: 2, validFrom: '2022-11-11T00:00:00.000Z', validTo: null };
  const at = Date.parse('2022-12-01T00:00:00.000Z');

  test('is in force when the campaign names this very version', () => {
    expect(stateOf(dated, [{ packId: 'nov-2022', packVersion: 2 }], at)).toBe('in-force');
    expect(stateOf(dated, [{ packId: 'nov-2022', packVersion: 1 }], at)).toBe('ready');
  });

  test('that is over has lapsed, also while a campaign still names it; before its day it waits', () => {
    const over = { ...dated, validTo: '2022-12-01T00:00:00.000Z' };
    expect(stateOf(over, [{ packId: 'nov-2022', packVersion: 2 }], at)).toBe('lapsed');
    expect(stateOf({ ...dated, validFrom: '2023-01-01T00:00:00.000Z' }, [], at)).toBe('not-yet');
  });
});
