import { campaignPolicy } from '@lib/contracts/policy';
import { describe, expect, test } from 'vitest';
import { endContacts, endGroundless } from './groundless.decider.js';
import type { Basis, Measure } from './measure.js';
import { newSubject } from './subject.js';
import type { Case, Detection, Subject, Surroundings } from './subject.js';

const siteCode = '330105-0001';
const [poolA, poolB, single] = ['21000000001235', '21000000001250', '21000000001243'];
const at = (hour: number) => new Date(Date.UTC(2026, 10, 21, hour));
const pack = {
  ...{ packId: 'drill-1', issuer: '演练指挥部', number: '演练〔2026〕1号', legalBasis: 'drill' },
  ...{ holdHoursMax: 6, remedyZh: '可在本页提出异议', remedyEn: 'object on this page' },
};
const given: Surroundings = {
  ...{ at: at(10), actor: 'supervisor-1', newId: () => 'new' },
  rules: {
    ...{ timeScale: 1, policyVersion: 3, recollectionMinutesMax: 120, callBackMinutesMax: 240 },
    ...{ alertTakenMinutesMax: 15, policy: campaignPolicy.parse({ version: 3 }), pack },
  },
};
const detection = (tubeId: string, more: Partial<Detection> = {}): Detection => ({
  ...{ escalationId: `e-${tubeId}`, tubeId, resultVersion: 1, finding: 'detected', purpose: 'round' },
  ...{ isSingle: false, orderId: null, siteCode, raisedAt: at(8), takenBy: 'duty-1', withdrawnReason: null },
  ...more,
});
const withdrawn = { withdrawnReason: 'clerical' };
const onTube = (tubeId: string): Basis => ({
  ...{ kind: 'own-result-chain', escalationId: `e-${tubeId}`, tubeId, resultVersion: 1 },
});
const onContact = (indexCaseId: string): Basis => ({
  ...{ kind: 'contact-link', contactId: `c-${indexCaseId}`, indexCaseId, decidedBy: 'duty-2' },
});
const measure = (measureId: string, basis: Basis, more: Partial<Measure> = {}): Measure => ({
  ...{ measureId, kind: 'hold', category: 'suspected', basis, reason: 'detected', place: 'on-the-spot', siteCode },
  ground: {
    ...{ authority: 'a', decreeNumber: 'd', legalBasis: 'l', packId: 'drill-1', packVersion: null, policyVersion: 3 },
    ...{ remedyZh: 'r', remedyEn: 'r', remedyPhone: null },
  },
  ...{ decidedBy: 'duty-1', supersedes: null, countedFrom: null, startsAt: at(9), endsAt: at(13), ended: null },
  version: 1,
  ...more,
});
const infected = { kind: 'isolation', category: 'infected', place: 'hospital', endsAt: at(300) } as const;
const known = (state: Case['state']): Case => ({
  ...{ caseId: 'case-1', escalationId: 'e-1', siteCode, state, openedAt: at(8), version: 1 },
});
const person = (more: Partial<Subject>): Subject => ({ ...newSubject('campaign', 'person'), ...more });
const ends = ({ measures }: Subject) => measures.map(({ measureId, ended }) => `${measureId} ${ended?.because ?? '-'}`);

describe('a measure on a result', () => {
  test('is over with the result, though another one stands that nobody took', () => {
    const detections = [detection(poolA, withdrawn), detection(poolB, { takenBy: null })];
    const { subject } = endGroundless(person({ detections, measures: [measure('hold', onTube(poolA))] }), given);
    expect(ends(subject)).toEqual(['hold detection-withdrawn']);
  });

  test('gives its time to another alert that somebody took: by them, and no longer than it would have been', () => {
    const detections = [detection(poolA, withdrawn), detection(poolB, { takenBy: 'duty-7' })];
    const { subject } = endGroundless(person({ detections, measures: [measure('hold', onTube(poolA))] }), given);
    expect(ends(subject)).toEqual(['hold detection-withdrawn', 'new -']);
    expect(subject.measures[1]).toMatchObject({
      ...{ basis: { tubeId: poolB }, decidedBy: 'duty-7', startsAt: at(10), endsAt: at(13), supersedes: null },
    });
  });

  test('goes on while the tube has a later result that stands, and while the result itself does', () => {
    const later = detection(poolA, { resultVersion: 3, escalationId: 'e-later' });
    for (const detections of [[detection(poolA)], [detection(poolA, withdrawn), later]]) {
      const { subject } = endGroundless(person({ detections, measures: [measure('hold', onTube(poolA))] }), given);
      expect(ends(subject)).toEqual(['hold -']);
    }
  });

  test('of somebody infected is over with the single tube, though the pool stands, and they are not held anew for it', () => {
    const onSingle = detection(single, { ...withdrawn, purpose: 'recollection', isSingle: true });
    const measures = [measure('ward', onTube(single), infected), measure('way', onTube(single), { kind: 'transfer' })];
    const told = endGroundless(
      person({ case: known('open'), detections: [detection(poolA), onSingle], measures }),
      given,
    );
    expect(ends(told.subject)).toEqual(['ward detection-withdrawn', 'way detection-withdrawn']);
  });

  test('of somebody infected is over when the swab was another person’s, whatever the laboratory says of it', () => {
    const detections = [detection(single, { purpose: 'recollection', isSingle: true })];
    const measures = [measure('ward', onTube(single), infected)];
    const verified = person({ case: known('verified'), detections, measures });
    expect(ends(endGroundless(verified, given).subject)).toEqual(['ward -']);
    const reopened = { ...verified, case: known('open') };
    expect(ends(endGroundless(reopened, given).subject)).toEqual(['ward detection-withdrawn']);
  });

  test('that rests on an order or a contact is none of this', () => {
    const detections = [detection(poolA, withdrawn)];
    const measures = [measure('contact', onContact('case-9'))];
    expect(ends(endGroundless(person({ detections, measures }), given).subject)).toEqual(['contact -']);
  });
});

describe('a measure on a contact', () => {
  test('is over with the case that the contact leads to, and with no other', () => {
    const measures = [measure('one', onContact('case-9')), measure('two', onContact('case-8'))];
    const { subject, history } = endContacts(person({ measures }), new Set(['case-9']), given);
    expect(ends(subject)).toEqual(['one basis-gone', 'two -']);
    expect(history).toMatchObject([{ act: 'measure-over', reason: 'basis-gone' }]);
  });

  test('takes with it whatever continues it, and what is over stays as it ended', () => {
    const past = measure('past', onContact('case-9'), { ended: { at: at(9), because: 'lifted', by: 'duty-1' } });
    const first = measure('first', onContact('case-9'));
    const second = measure('second', onContact('case-9'), { supersedes: 'first', startsAt: at(13), endsAt: at(20) });
    const { subject } = endContacts(person({ measures: [past, first, second] }), new Set(['case-9']), given);
    expect(ends(subject)).toEqual(['past lifted', 'first basis-gone', 'second basis-gone']);
  });
});
