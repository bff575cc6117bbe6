import { campaignPolicy } from '@lib/contracts/policy';
import { describe, expect, test } from 'vitest';
import { lift } from '../subject/measure.decider.js';
import { newSubject } from '../subject/subject.js';
import type { CampaignRules, Detection, Subject, Surroundings } from '../subject/subject.js';
import { arrive, giveUp, orderTransfer } from './transfer.decider.js';

const siteCode = '330105-0001';
const at = (hour: number) => new Date(Date.UTC(2026, 10, 21, 8 + hour));
const policy = campaignPolicy.parse({ version: 3 });
const pack = {
  ...{ packId: 'drill-1', issuer: '演练指挥部', number: '演练〔2026〕1号', legalBasis: '演练', holdHoursMax: 6 },
  ...{ remedyZh: '可在本页提出异议', remedyEn: 'object on this page', kind: 'drill', packVersion: 2 },
  rules: {
    categories: { infected: { stages: [{ place: 'facility', days: 7 }], countsFrom: 'arrival', testDays: [] } },
    ...{ extension: { hoursMax: 12, timesMax: 1 }, appealHoursMax: 24, reviewerRole: 'auditor', contactHoursMax: 24 },
  },
};
const rules = {
  ...{ timeScale: 1, policyVersion: 3, recollectionMinutesMax: 120, callBackMinutesMax: 240, alertTakenMinutesMax: 15 },
  ...{ policy, pack },
} as unknown as CampaignRules;
let serial = 0;
const by = (actor: string, hour: number): Surroundings => ({
  ...{ at: at(hour), actor, newId: () => `isolation-${(serial += 1)}`, rules },
});

const detection: Detection = {
  ...{ escalationId: 'e-1', tubeId: '21000000001243', resultVersion: 1, siteCode, raisedAt: at(-1) },
  ...{
    withdrawnReason: null,
    finding: 'detected',
    purpose: 'recollection',
    isSingle: true,
    orderId: null,
    takenBy: 'duty-1',
  },
};
const verified: Subject = {
  ...newSubject('campaign', 'person'),
  case: { caseId: 'c-1', escalationId: 'e-1', siteCode, state: 'verified', openedAt: at(-1), version: 1 },
  detections: [detection],
};
const ordered = (subject: Subject, measureId: string, given: Surroundings): Subject =>
  orderTransfer(subject, { measureId, place: 'hospital', siteCode }, given).subject;
const endOf = ({ measures: all }: Subject, measureId: string) => all.find((one) => one.measureId === measureId)?.endsAt;

describe('whoever is to be moved', () => {
  test('is held for the hours of the pack, and by the same person for no longer, given up and ordered anew', () => {
    const first = ordered(verified, 't-1', by('officer-1', 0));
    const again = ordered(giveUp(first, 't-1', by('officer-1', 4)).subject, 't-2', by('officer-1', 5));
    expect(endOf(first, 't-1')).toEqual(at(6));
    expect(endOf(again, 't-2')).toEqual(at(6));
    expect(() => ordered(again, 't-3', by('officer-1', 6))).toThrow('EXTENSION_NEEDS_ANOTHER_PERSON');
    expect(endOf(ordered(again, 't-3', by('officer-2', 6)), 't-3')).toEqual(at(12));
  });

  test('who has arrived once is moved on by the same person, with another clock', () => {
    const there = arrive(ordered(verified, 't-1', by('officer-1', 0)), 't-1', siteCode, by('doctor-1', 2)).subject;
    expect(endOf(ordered(there, 't-2', by('officer-1', 48)), 't-2')).toEqual(at(54));
  });

  test('is not isolated again by another arrival, once that isolation has ended', () => {
    const there = arrive(ordered(verified, 't-1', by('officer-1', 0)), 't-1', siteCode, by('doctor-1', 2)).subject;
    const isolation = there.measures.find(({ kind }) => kind === 'isolation');
    expect(isolation).toMatchObject({ category: 'infected' });
    const measureId = isolation?.measureId ?? '';
    const onTheWay = ordered(there, 't-2', by('officer-1', 3));
    const freed = lift(onTheWay, { measureId, reason: 'health' }, by('duty-1', 4)).subject;
    expect(() => ordered(freed, 't-3', by('officer-2', 5))).toThrow('TRANSFER_WITHOUT_BASIS');
    const arrived = arrive(freed, 't-2', siteCode, by('doctor-1', 5)).subject;
    expect(arrived.measures.filter(({ kind }) => kind === 'isolation')).toHaveLength(1);
  });

  test('is on no way that outlasts the isolation', () => {
    const there = arrive(ordered(verified, 't-1', by('officer-1', 0)), 't-1', siteCode, by('doctor-1', 2)).subject;
    const lastHour = 2 + 7 * 24 - 1;
    expect(endOf(ordered(there, 't-2', by('officer-1', lastHour)), 't-2')).toEqual(at(lastHour + 1));
  });
});
