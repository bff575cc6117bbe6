import { campaignPolicy } from '@lib/contracts/policy';
import type { MeasuresPack } from '@lib/contracts/policy-pack';
import { describe, expect, test } from 'vitest';
import { datedPacks } from '../isolation-order/dated-packs.js';
import { lift } from '../subject/measure.decider.js';
import { newSubject } from '../subject/subject.js';
import type { Detection, Subject, Surroundings } from '../subject/subject.js';
import { isolateAtHome } from './home-isolation.decider.js';

const siteCode = '330105-0001';
const at = (hour: number) => new Date(Date.UTC(2026, 10, 21, 8 + hour));
const policy = campaignPolicy.parse({ version: 3 });
const packOf = (...places: ('home' | 'facility' | 'hospital')[]): MeasuresPack => ({
  ...{ packId: 'drill-1', issuer: '演练指挥部', number: '演练〔2026〕1号', legalBasis: '演练', holdHoursMax: 6 },
  ...{ remedyZh: '可在本页提出异议', remedyEn: 'object on this page', kind: 'drill', packVersion: 2 },
  rules: {
    categories: {
      infected: { stages: places.map((place) => ({ place, days: 7 })), countsFrom: 'arrival', testDays: [6, 7] },
    },
    ...{ extension: { hoursMax: 12, timesMax: 1 }, appealHoursMax: 24, reviewerRole: 'auditor', contactHoursMax: 24 },
  },
});
let serial = 0;
const under = (pack: MeasuresPack | null, hour = 0): Surroundings => ({
  ...{ at: at(hour), actor: 'officer-1', newId: () => `m-${(serial += 1)}` },
  rules: {
    ...{ timeScale: 1, policyVersion: 3, recollectionMinutesMax: 120, callBackMinutesMax: 240 },
    ...{ alertTakenMinutesMax: 15, policy, pack },
  },
});
const detection: Detection = {
  ...{ escalationId: 'e-1', tubeId: '21000000001243', resultVersion: 1, siteCode, raisedAt: at(-1) },
  ...{ withdrawnReason: null, finding: 'detected', purpose: 'recollection', isSingle: true, orderId: null },
  takenBy: 'duty-1',
};
const verified: Subject = {
  ...newSubject('campaign', 'person'),
  case: { caseId: 'c-1', escalationId: 'e-1', siteCode, state: 'verified', openedAt: at(-1), version: 1 },
  detections: [detection],
};

describe('an infected person stays at home', () => {
  test('where the pack says so: on their own result, by the pack’s name, until the last of its days', () => {
    const { measures } = isolateAtHome(verified, siteCode, under(packOf('home'))).subject;
    expect(measures).toMatchObject([
      {
        ...{ kind: 'isolation', category: 'infected', place: 'home', decidedBy: 'officer-1', countedFrom: at(0) },
        ...{ startsAt: at(0), endsAt: at(7 * 24), basis: { kind: 'own-result-chain', tubeId: detection.tubeId } },
        ground: { authority: '演练指挥部', packId: 'drill-1', remedyZh: '可在本页提出异议' },
      },
    ]);
  });

  test.each([
    ['no pack is valid', null, 'NO_POLICY_PACK'],
    ['the pack brings them to a hospital', packOf('hospital'), 'HOME_NOT_IN_PACK'],
    ['the pack names home for a later stage only', packOf('facility', 'home'), 'HOME_NOT_IN_PACK'],
  ] as const)('and not where %s', (_when, pack, code) => {
    expect(() => isolateAtHome(verified, siteCode, under(pack))).toThrow(code);
  });

  test('under none of the packs that are shipped', () => {
    for (const { validFrom: _from, validTo: _to, ...pack } of datedPacks) {
      expect(() => isolateAtHome(verified, siteCode, under(pack)), pack.packId).toThrow('HOME_NOT_IN_PACK');
    }
  });

  test('and not while the single swab is not answered', () => {
    const open = { ...verified, detections: [{ ...detection, purpose: 'round' as const }] };
    expect(() => isolateAtHome(open, siteCode, under(packOf('home')))).toThrow('HOME_NEEDS_VERIFIED');
  });

  test('once on a result: neither twice, nor again after somebody let them go', () => {
    const home = isolateAtHome(verified, siteCode, under(packOf('home'))).subject;
    expect(() => isolateAtHome(home, siteCode, under(packOf('home'), 1))).toThrow('INFECTED_ISOLATED_ALREADY');
    const measureId = home.measures[0]?.measureId ?? '';
    const free = lift(home, { measureId, reason: 'health' }, under(packOf('home'), 2)).subject;
    expect(() => isolateAtHome(free, siteCode, under(packOf('home'), 3))).toThrow('INFECTED_ISOLATED_ALREADY');
  });
});
