import type { PracticePerson } from '@lib/contracts/http/gateway/practice';
import { systemClock } from '@lib/platform';
import { personCodeOf, writeTubeBarcode, zoneChecks } from '@lib/vocabulary';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dutyOf } from '../../apps/bulou/src/demo/callers.js';
import { until } from '../../apps/bulou/src/outside/until.js';
import { enterAs, openBrowser, picture } from './open-page.js';
import { row, SmallDrill } from './small-drill.js';

const desk = { width: 1366, height: 768 };
const patient = { timeout: 60_000 };
const pointName = '演练隔离点';

/** A pack under which a close contact stays in an isolation point; what differs from the practice round's own. */
const pack = {
  ...{ packId: 'drill-rooms', issuer: '演练指挥部', number: '演练〔2026〕2号', legalBasis: '演练', kind: 'drill' },
  ...{ packVersion: 1, holdHoursMax: 24, remedyZh: '可在本页提出异议', remedyEn: 'object on this page' },
  rules: {
    categories: {
      'close-contact': {
        stages: [{ place: 'facility', days: 7 }],
        ...{ countsFrom: 'last-contact', testDays: [1] },
      },
    },
    ...{ extension: { hoursMax: 12, timesMax: 1 }, appealHoursMax: 24, reviewerRole: 'auditor', contactHoursMax: 24 },
  },
};

// A loaded machine may answer 503 to one of many readings; what counts is that no act was refused and no script failed.
const trueOf = (complaints: readonly string[]): string[] => complaints.filter((one) => !one.startsWith('503'));

let drill: SmallDrill;
let browser: Browser;
let pool = '';
let people: string[] = [];
let contact = '';

beforeAll(async () => {
  drill = await SmallDrill.open(1, { runMinutesMin: 0, measures: pack });
  browser = await openBrowser();
  [contact = '', ...people] = await drill.register(3);
  await drill.showAtTheDoor({}, staff());
  [pool = ''] = await drill.bring('first', [people]);
  await drill.upload([[pool, ...row.detected]]);
  const alert = await until('the alert', 90, async () =>
    (await drill.ledger()).find(({ tubeId, receivedAt }) => tubeId === pool && receivedAt !== null),
  );
  await drill.take(alert.escalationId);
  await linkContact();
});
afterAll(async () => {
  await browser?.close();
  await drill?.close();
});

function staff(): PracticePerson[] {
  const { district, siteCode: site } = drill;
  const inDistrict = { scope: { district }, page: '/console' } as const;
  return [
    { key: 'rooms-officer', zh: '隔离专班', en: 'officer', role: 'isolation-officer', ...inDistrict },
    { key: 'rooms-doctor', zh: '医生', en: 'doctor', role: 'doctor', ...inDistrict },
    { key: 'rooms-cadre', zh: '社区', en: 'cadre', role: 'community-cadre', ...inDistrict },
    {
      key: 'rooms-manager',
      zh: '站长',
      en: 'manager',
      role: 'site-manager',
      scope: { site, district },
      page: '/console',
    },
    { key: 'rooms-gate', zh: '卡口', en: 'gate', role: 'gate-checker', scope: { site, district }, page: '/console' },
    { key: 'rooms-auditor', zh: '督查员', en: 'auditor', role: 'auditor', scope: {}, page: '/console' },
  ];
}

/** Somebody who swabbed nobody is proposed as a contact of the first case, and another named person says so. */
async function linkContact(): Promise<void> {
  const duty = dutyOf(drill.district);
  const tracer = { sub: 'rooms-tracer', role: 'epidemiologist', scope: { district: drill.district } } as const;
  const board = await until('the cases on the board', 60, async () => {
    const path = `/api/isolation/v1/cases/board?campaign=${drill.campaignId}`;
    const { cards } = await drill.client.ask<{ cards: { caseId: string }[] }>(duty, { method: 'GET', path });
    return cards.length > 0 ? cards : undefined;
  });
  const proposal = { kind: 'household', category: 'close-contact', lastContactAt: systemClock.now().toISOString() };
  const { contactIds } = await drill.client.ask<{ contactIds: string[] }>(tracer, {
    ...{ method: 'POST', path: `/api/isolation/v1/cases/${board[0]?.caseId ?? ''}/contacts` },
    json: { contacts: [{ participantId: contact, ...proposal }] },
  });
  const path = `/api/isolation/v1/contacts/${contactIds[0] ?? ''}/decide`;
  await drill.client.ask(duty, { method: 'POST', path, json: { decision: 'linked' } });
}

async function registerPoint(): Promise<void> {
  const registrar = { sub: 'rooms-registrar', role: 'isolation-officer', scope: { district: drill.district } } as const;
  await drill.client.ask(registrar, {
    ...{ method: 'POST', path: '/api/isolation/v1/isolation-points' },
    json: { districtCode: drill.district, kind: 'isolation-point', name: pointName, rooms: ['101', '102'] },
  });
}

describe('what is owed has a page', () => {
  test('a point takes nobody until somebody else answers its check list, and then a person without a room gets one', async () => {
    await registerPoint();
    const officer = await enterAs(browser, 'rooms-officer', desk);
    const unplaced = officer.page.locator('[data-list=unplaced]');
    await unplaced.getByText(`…${contact.slice(-6)}`).waitFor(patient);
    await unplaced.getByText('没有合格且有空房的地点').waitFor(patient);
    expect(await unplaced.getByTestId('book').isEnabled()).toBe(false);

    const doctor = await enterAs(browser, 'rooms-doctor', desk);
    await doctor.page.getByTestId('points').locator('summary').click();
    // Other stories register points of the same district.
    const point = (page: Page) => page.locator(`[data-point=${pointName}]`);
    await point(doctor.page).getByTestId('inspect').click();
    for (const { zh } of Object.values(zoneChecks)) await doctor.page.getByLabel(zh).check();
    await picture(doctor.page, 'inspection');
    await doctor.page.getByRole('button', { name: '提交检查表' }).click();
    await point(doctor.page).getByText('✓ 合格').waitFor(patient);

    await unplaced.getByTestId('point').waitFor(patient);
    await picture(officer.page, 'unplaced');
    await unplaced.getByTestId('book').click();
    await officer.page.getByTestId('room-told').getByText('已预留房间').waitFor(patient);
    await officer.page.getByTestId('points').locator('summary').click();
    await point(officer.page).getByTestId('open-rooms').click();
    for (const [step, state] of [
      ['move-in', 'occupied'],
      ['move-out', 'disinfecting'],
    ] as const) {
      await officer.page.locator(`[data-step=${step}]`).click();
      await officer.page.locator(`[data-state=${state}]`).waitFor(patient);
    }
    await picture(officer.page, 'rooms');
    await officer.page.locator('[data-step=disinfected]').click();
    await officer.page.getByText('没有人预留或入住').waitFor(patient);
    for (const { page, complaints } of [officer, doctor]) {
      expect(trueOf(complaints)).toEqual([]);
      await page.context().close();
    }
  });

  test('somebody waits for their result of their own will, and a doctor sees them go', async () => {
    const { page, complaints } = await enterAs(browser, 'rooms-doctor', desk);
    await page.getByTestId('waits').locator('summary').click();
    await page.getByTestId('wait-person').fill(personCodeOf(people[0] ?? ''));
    await page.getByTestId('wait-tube').fill(writeTubeBarcode('96', systemClock.now().getTime() % 99_999_999));
    await page.getByTestId('wait-site').fill(drill.siteCode);
    await page.getByLabel('本人自愿等候').check();
    await page.getByTestId('begin-wait').click();
    await page.getByTestId('wait-told').waitFor(patient);
    await picture(page, 'waits');
    await page.getByTestId('end-wait').click();
    await page.getByTestId('end-wait').waitFor({ state: 'detached', ...patient });
    expect(trueOf(complaints)).toEqual([]);
    await page.context().close();
  });

  test('a swab too many is reported by one person and decided by another', async () => {
    const manager = await enterAs(browser, 'rooms-manager', desk);
    await manager.page.getByTestId('binding-form').locator('summary').click();
    await manager.page.getByTestId('binding-tube').fill(pool);
    await manager.page.getByTestId('binding-swabs').fill('3');
    await manager.page.getByTestId('report-binding').click();
    await manager.page.getByTestId('binding-told').getByText('已报告').waitFor(patient);
    await manager.page.getByTestId('binding-told').scrollIntoViewIfNeeded();
    await picture(manager.page, 'binding-reported');

    const duty = await enterAs(browser, 'duty-small', desk);
    const reports = duty.page.locator('[data-list=binding-reports]');
    const dismiss = reports.locator('[data-act=Dismiss]').first();
    await dismiss.waitFor(patient);
    await reports.scrollIntoViewIfNeeded();
    await picture(duty.page, 'binding-decided');
    await dismiss.click();
    await dismiss.waitFor({ state: 'detached', ...patient });
    for (const { page, complaints } of [manager, duty]) {
      expect(trueOf(complaints)).toEqual([]);
      await page.context().close();
    }
  });

  test('beside a person stands what they were told, and how it came out', async () => {
    const { page, complaints } = await enterAs(browser, 'duty-small', desk);
    await page.locator(`[data-tube="${pool}"] [data-card]`).first().click();
    const notices = page.getByTestId('panel').getByTestId('notices');
    await notices.locator('[data-notice] [data-state]').first().waitFor(patient);
    await notices.scrollIntoViewIfNeeded();
    await picture(page, 'notices');
    expect(await notices.textContent()).not.toMatch(/阳性|确诊|138[\d*]{8}/);
    expect(trueOf(complaints)).toEqual([]);
    await page.context().close();
  });

  test.each(['rooms-cadre', 'rooms-auditor', 'rooms-manager', 'rooms-gate', 'rooms-doctor', 'duty-small'])(
    '%s opens a page that complains of nothing, in either language',
    async (key) => {
      const { page, complaints } = await enterAs(browser, key, desk);
      await page.locator('main .card').first().waitFor(patient);
      await page.waitForLoadState('networkidle').catch(() => undefined);
      await picture(page, key);
      await page.getByRole('button', { name: 'English' }).click();
      await page.getByRole('button', { name: '中文' }).waitFor(patient);
      await picture(page, `${key}-en`);
      expect(trueOf(complaints)).toEqual([]);
      await page.context().close();
    },
  );
});
