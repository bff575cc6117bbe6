import { describe, expect, test } from 'vitest';
import { isNews, judgeSites } from './site.decider.js';
import type { SitePlan } from './site.decider.js';

const aSite = (more: Partial<SitePlan> = {}): SitePlan => ({
  siteCode: '330105-0001',
  districtCode: '330105',
  name: '东苑广场采样点',
  place: null,
  streetCode: null,
  longitude: null,
  latitude: null,
  openingHours: null,
  ...more,
});
const codesOf = (plans: SitePlan[], districts?: Set<string>) =>
  judgeSites(plans, districts).faults.map(({ row, code }) => `${row} ${code}`);

describe('a site', () => {
  test('stands in the county that its code begins with', () => {
    expect(judgeSites([aSite()], undefined)).toEqual({ good: [aSite()], faults: [] });
    expect(codesOf([aSite({ districtCode: '330106' })])).toEqual(['1 SITE_CODE_OF_OTHER_DISTRICT']);
    expect(codesOf([aSite({ streetCode: '330106001' })])).toEqual(['1 STREET_OF_OTHER_DISTRICT']);
  });

  test('in an unknown county is refused only when divisions were imported', () => {
    expect(codesOf([aSite()], undefined)).toEqual([]);
    expect(codesOf([aSite()], new Set(['330105']))).toEqual([]);
    expect(codesOf([aSite()], new Set(['330106']))).toEqual(['1 DIVISION_UNKNOWN']);
  });

  test('that is wrong takes no other site down with it', () => {
    const other = aSite({ siteCode: '330105-0002' });
    const judged = judgeSites([aSite({ longitude: 120 }), other, other], undefined);
    expect(judged.good).toEqual([other]);
    expect(judged.faults.map(({ row, code }) => `${row} ${code}`)).toEqual([
      '1 COORDINATES_INCOMPLETE',
      '3 SITE_TWICE',
    ]);
  });

  test('is news when it is new or corrected, and not when it is only repeated', () => {
    expect(isNews(undefined, aSite())).toBe(true);
    expect(isNews(aSite(), aSite({ name: '东苑广场' }))).toBe(true);
    expect(isNews(aSite(), aSite())).toBe(false);
  });
});
