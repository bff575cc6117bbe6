import { campaignPolicy, policyChange } from '@lib/contracts/policy';
import { describe, expect, test } from 'vitest';
import { changeRows, composePolicy, openingRows } from './policy.decider.js';

const pack = {
  packId: 'pack-1',
  issuer: '演练指挥部',
  number: '演练〔2026〕1号',
  legalBasis: '演练',
  holdHoursMax: 24,
  remedyZh: '可申诉',
  remedyEn: 'you may appeal',
};

describe('the policy of a campaign', () => {
  test('begins with every default as a row, and marks what was named at the opening', () => {
    const rows = openingRows({ proofHours: 24 });
    expect(composePolicy(rows)).toEqual(campaignPolicy.parse({ version: 1, proofHours: 24 }));
    expect(rows.find(({ key }) => key === 'proofHours')).toMatchObject({ value: 24, source: 'opening' });
    expect(rows.find(({ key }) => key === 'proofGreyMinutes')).toMatchObject({ value: 10, source: 'default' });
    expect(rows.some(({ key }) => key === 'measures' || key === 'version')).toBe(false);
  });

  test('a change alters what it names and nothing else', () => {
    const opened = openingRows({ proofHours: 24, ctCutOff: 35 });
    const changed = [...opened, ...changeRows(composePolicy(opened), { proofHours: 72 })];
    expect(composePolicy(changed)).toEqual({ ...composePolicy(opened), version: 2, proofHours: 72 });
  });

  test('a change to what holds already makes no row', () => {
    expect(changeRows(composePolicy(openingRows({})), { proofHours: 48 })).toEqual([]);
  });

  test('a policy pack can be put in force and taken back', () => {
    const opened = openingRows({});
    const inForce = [...opened, ...changeRows(composePolicy(opened), { measures: pack })];
    expect(composePolicy(inForce).measures).toEqual(pack);
    const ended = [...inForce, ...changeRows(composePolicy(inForce), { measures: null })];
    expect(composePolicy(ended)).toEqual({ ...composePolicy(opened), version: 3 });
  });

  test('is the same in whatever order its rows are read', () => {
    const opened = openingRows({ proofHours: 24 });
    const all = [...opened, ...changeRows(composePolicy(opened), { proofHours: 72 })];
    expect(composePolicy([...all].reverse())).toEqual(composePolicy(all));
  });
});

describe('a decree', () => {
  test('names only the values that it changes: no default comes along', () => {
    expect(policyChange.parse({ proofHours: 24 })).toEqual({ proofHours: 24 });
    expect(policyChange.parse({})).toEqual({});
  });

  test.each([
    ['a value that does not exist', { proofHour: 24 }],
    ['a value of the wrong kind', { proofHours: 'two days' }],
    ['a version', { version: 7 }],
  ])('with %s is malformed', (_what, change) => {
    expect(policyChange.safeParse(change).success).toBe(false);
  });
});
