import { campaignPolicy } from '@lib/contracts/policy';
import { describe, expect, test } from 'vitest';

// What the law of the house names in figures. A decree changes a campaign; nobody changes the default without this page.
const settled = {
  alertReceivedSecondsMax: 60,
  ladderSeconds: [60, 300, 900],
  proofGreyMinutes: 10,
  proofHours: 48,
  plausibleAlarmShareMax: 0.5,
  recollectionMinutesMax: 120,
  secondSwabHoursMin: 24,
  retestHoursMax: 6,
  singleResultHoursMax: 6,
  unboundSwabMinutesMax: 10,
  awaitResultHoursMax: 6,
  tubeWithoutResultHoursMax: 24,
  contactQueueMinutes: 15,
  feverTenthsMin: 373,
  caseloadMax: { 'community-cadre': 20, doctor: 60 },
  tubeCapacities: [1, 5, 10, 20],
};

describe('a campaign of which no decree was told', () => {
  const silent = campaignPolicy.parse({ version: 1 });

  test.each(Object.entries(settled))('has %s as settled', (name, value) => {
    expect(silent[name as keyof typeof settled]).toEqual(value);
  });

  test('calls and measures twice a day', () => {
    expect(silent.followUpWindows).toHaveLength(2);
  });

  test('holds nobody: no pack is in force by itself', () => {
    expect(silent.measures).toBeUndefined();
    expect(silent.measuresByArea).toBeUndefined();
  });
});

test.each([
  ['a swab too many is sought further than ten minutes around its tube', { unboundSwabMinutesMax: 11 }],
  ['somebody waits for a result longer than a day', { awaitResultHoursMax: 25 }],
  ['one call a day is enough', { followUpWindows: [{ fromMinute: 480, toMinute: 720 }] }],
  ['a fever begins above 39 degrees', { feverTenthsMin: 391 }],
])('no decree says that %s', (_what, value) => {
  expect(campaignPolicy.safeParse({ version: 2, ...value }).success).toBe(false);
});
