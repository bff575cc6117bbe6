import { writeTubeBarcode } from '@lib/vocabulary';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dutyOf } from '../../apps/bulou/src/demo/callers.js';
import { until } from '../../apps/bulou/src/outside/until.js';
import { enterAs, openBrowser, picture } from './open-page.js';
import { row, SmallDrill } from './small-drill.js';

const desk = { width: 1366, height: 768 };
const patient = { timeout: 60_000 };
const doctor = 'ward-doctor';

/** A pack that says what is done to an infected person. */
const pack = {
  ...{ packId: 'drill-ward', issuer: '演练指挥部', number: '演练〔2026〕3号', legalBasis: '演练', kind: 'drill' },
  ...{ packVersion: 1, holdHoursMax: 24, remedyZh: '可在本页提出异议', remedyEn: 'object on this page' },
  rules: {
    categories: {
      infected: { stages: [{ place: 'hospital', days: 14 }], countsFrom: 'arrival', testDays: [6, 7] },
    },
    ...{ extension: { hoursMax: 12, timesMax: 1 }, appealHoursMax: 24, reviewerRole: 'auditor', contactHoursMax: 24 },
  },
};

let drill: SmallDrill;
let browser: Browser;
let single = '';

const officer = (json: object, path: string) =>
  drill.client.ask<Record<string, string>>(
    { sub: 'ward-officer', role: 'isolation-officer', scope: { district: drill.district } },
    { method: 'POST', path: `/api/isolation/v1/${path}`, json },
  );

/** The case of whoever is verified, once the board shows one. */
const verifiedCase = () =>
  until('a verified case', 90, async () => {
    const path = `/api/isolation/v1/cases/board?campaign=${drill.campaignId}`;
    type Board = { cards: { caseId: string; state: string }[] };
    const { cards } = await drill.client.ask<Board>(dutyOf(drill.district), { method: 'GET', path });
    return cards.find(({ state }) => state === 'verified')?.caseId;
  });

beforeAll(async () => {
  browser = await openBrowser();
  drill = await SmallDrill.open(1, { runMinutesMin: 0, measures: pack });
  const people = await drill.register(2);
  const place = { scope: { district: drill.district }, page: '/console' } as const;
  await drill.showAtTheDoor({}, [{ key: doctor, zh: '医生', en: 'doctor', role: 'doctor', ...place }]);
  const [pool = ''] = await drill.bring('first', [people]);
  await drill.upload([[pool, ...row.detected]]);
  const alert = await until('the alert', 90, async () =>
    (await drill.ledger()).find(({ tubeId, receivedAt }) => tubeId === pool && receivedAt !== null),
  );
  await drill.take(alert.escalationId);
  const singles = await drill.recollect(people);
  single = singles.get(people[0] ?? '') ?? '';
  const rows = [...singles.values()].map((tube) => [tube, ...(tube === single ? row.detected : row.negative)] as const);
  await drill.release((await drill.upload(rows)).job);
  await bringToHospital(await verifiedCase());
});
afterAll(async () => {
  await browser?.close();
  await drill?.close();
});

async function bringToHospital(caseId: string): Promise<void> {
  const districtCode = drill.district;
  await officer({ districtCode, carers: [{ person: doctor, role: 'doctor' }] }, 'carers');
  const hospital = { districtCode, kind: 'hospital', name: '演练定点医院', rooms: ['201'] };
  const { pointId } = await officer(hospital, 'isolation-points');
  const { vehicleId } = await officer({ districtCode, label: '演练转运9号', capacity: 2 }, 'vehicles');
  const { tripId } = await officer({}, `vehicles/${vehicleId}/trips`);
  const { transferId } = await officer({ pointId }, `cases/${caseId}/transfers`);
  await officer({ tripId }, `transfers/${transferId}/board`);
  await officer({}, `transfers/${transferId}/arrive`);
}

test('a doctor who has accepted an infected person names the swabs, and is told why it is too early', async () => {
  const { page } = await enterAs(browser, doctor, desk);
  await page.getByTestId('accept-care').click(patient);
  await page.getByTestId('record-care').click(patient);
  const form = page.getByTestId('discharge-form');
  await form.waitFor(patient);
  await form.getByTestId('discharge-tube').nth(0).fill(single);
  await form.getByTestId('discharge-tube').nth(1).fill(writeTubeBarcode('94', 1));
  for (const field of ['ctN', 'ctOrf1ab']) await form.getByTestId(field).nth(0).fill('37.2');
  await form.getByTestId('discharge').click();
  // A threshold that nobody filled in is not taken for a curve that did not rise.
  expect(await form.getByTestId('discharge-told').count()).toBe(0);
  await form.getByLabel('无曲线').nth(2).check();
  await form.getByLabel('无曲线').nth(3).check();
  await form.getByTestId('discharge').click();
  await form.getByTestId('discharge-told').waitFor(patient);
  await picture(page, 'discharge');
  expect(await form.getByTestId('discharge-told').getAttribute('class')).toContain('refused');
  expect(await page.textContent('body')).not.toMatch(/确诊|138[\d*]{8}/);
  await page.context().close();
});
