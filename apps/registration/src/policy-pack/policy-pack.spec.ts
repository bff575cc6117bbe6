import { policyPack } from '@lib/contracts/http/registration/policy-packs';
import { campaignPolicy } from '@lib/contracts/policy';
import { packDefaults } from '@lib/contracts/policy-pack';
import { describe, expect, test } from 'vitest';
import { measuresOf, policyAfter, refusePackOfOne } from './policy-pack.decider.js';
import type { StoredPack } from './policy-pack.decider.js';

const at = new Date('2026-11-22T00:00:00Z');
const pack: StoredPack = {
  ...policyPack.parse({
    packId: 'drill-pack',
    kind: 'drill',
    issuer: '演练指挥部',
    number: '演练〔2026〕1号',
    legalBasis: '演练',
    area: '33',
    validFrom: '2026-11-01T00:00:00Z',
    validTo: '2026-12-01T00:00:00Z',
    disease: '演练病',
    targets: '演练人员',
    source: 'test',
    remedyZh: '可提出异议',
    remedyEn: 'object',
    holdHoursMax: 6,
    rules: packDefaults,
  }),
  version: 2,
};
const policy = campaignPolicy.parse({ version: 1 });
const given = { kind: 'drill', at } as const;
const activate = { packId: 'drill-pack', version: 2, area: '330105', act: 'activate' } as const;

describe('a pack', () => {
  test('is put in force for an area inside its own, with all that other rooms need', () => {
    expect(policyAfter(policy, pack, activate, given)).toEqual({ measuresByArea: { '330105': measuresOf(pack) } });
    expect(measuresOf(pack)).toMatchObject({
      packId: 'drill-pack',
      packVersion: 2,
      kind: 'drill',
      validTo: '2026-12-01T00:00:00Z',
    });
  });

  test.each([
    ['outside its area', { ...activate, area: '110101' }, given, 'PACK_NOT_VALID'],
    ['everywhere, when it names an area', { ...activate, area: null }, given, 'PACK_NOT_VALID'],
    ['after its last day', activate, { ...given, at: new Date('2026-12-01T00:00:00Z') }, 'PACK_NOT_VALID'],
    ['before its first day', activate, { ...given, at: new Date('2026-10-01T00:00:00Z') }, 'PACK_NOT_VALID'],
    ['in a live campaign, being a drill’s', activate, { ...given, kind: 'live' as const }, 'DRILL_AND_LIVE_MIXED'],
    ['out of force where it is not in force', { ...activate, act: 'deactivate' as const }, given, 'PACK_NOT_IN_FORCE'],
  ])('is not put in force %s', (_where, act, when, code) => {
    expect(() => policyAfter(policy, pack, act, when)).toThrow(code);
  });

  test('taken out of force leaves the others', () => {
    const both = { ...policy, measuresByArea: { '330105': measuresOf(pack), '330106': measuresOf(pack) } };
    const after = policyAfter(both, pack, { ...activate, act: 'deactivate' }, given);
    expect(after).toEqual({ measuresByArea: { '330106': measuresOf(pack) } });
  });

  test('is never put in force by one person in a live campaign, and in a drill only one of a drill', () => {
    expect(() => refusePackOfOne('live', { measures: measuresOf(pack) })).toThrow('PACK_NEEDS_TWO_PEOPLE');
    expect(() => refusePackOfOne('live', { measuresByArea: { '33': measuresOf(pack) } })).toThrow(
      'PACK_NEEDS_TWO_PEOPLE',
    );
    expect(() => refusePackOfOne('drill', { measures: { ...measuresOf(pack), kind: 'live' } })).toThrow(
      'DRILL_AND_LIVE_MIXED',
    );
    refusePackOfOne('drill', { measures: measuresOf(pack) });
    refusePackOfOne('live', { measures: null });
  });
});
