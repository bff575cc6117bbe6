import type { PracticePerson } from '@lib/contracts/http/gateway/practice';
import { systemClock } from '@lib/platform';
import { personCodeOf, writeTubeBarcode } from '@lib/vocabulary';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { admin } from '../../apps/bulou/src/demo/callers.js';
import { typedOf } from '../../apps/web-console/src/typed-time.js';
import { enterAs, openBrowser, picture } from './open-page.js';
import { row, SmallDrill } from './small-drill.js';

const desk = { width: 1366, height: 768 };
const phone = { width: 480, height: 960 };
const patient = { timeout: 60_000 };
// A loaded machine may answer 503 to one of many readings; what counts is that no act was refused and no script failed.
const trueOf = (complaints: readonly string[]): string[] => complaints.filter((one) => !one.startsWith('503'));

const rules = {
  categories: { entrant: { stages: [{ place: 'home', days: 3 }], countsFrom: 'arrival', testDays: [1, 3] } },
  ...{ extension: { hoursMax: 12, timesMax: 1 }, appealHoursMax: 24, reviewerRole: 'auditor', contactHoursMax: 24 },
};
const decree = {
  issuer: '演练指挥部',
  legalBasis: '演练',
  holdHoursMax: 24,
  remedyZh: '可提出异议',
  remedyEn: 'object',
};
const inForce = { ...decree, packId: 'drill-desk', number: '演练〔2026〕5号', kind: 'drill', packVersion: 1, rules };
// Of this run alone: packs are nobody's to take back.
const serial = `${Math.trunc(performance.timeOrigin) % 100_000_000}`;
const newPack = `drill-next-${serial}`;

let drill: SmallDrill;
let browser: Browser;

function staff(): PracticePerson[] {
  const { district, siteCode: site } = drill;
  const [device, spare] = drill.opened.devices;
  const person = (key: string, role: PracticePerson['role'], scope: PracticePerson['scope']): PracticePerson => ({
    ...{ key, zh: key, en: key, role, scope, page: role === 'sampler' ? '/sampler' : '/console' },
  });
  return [
    person('desk-liaison', 'district-liaison', { district }),
    person('desk-duty', 'cdc-duty', { district }),
    person('desk-manager', 'site-manager', { site, district }),
    person('desk-sampler', 'sampler', { site, device: device?.deviceId, shift: device?.shiftId }),
    person('desk-lost', 'sampler', { site, device: spare?.deviceId, shift: spare?.shiftId }),
    person('desk-admin', 'admin', {}),
    { ...person('desk-centre', 'command-centre', {}), page: '/wall' },
  ];
}

beforeAll(async () => {
  browser = await openBrowser();
  drill = await SmallDrill.open(1, { runMinutesMin: 0, measures: inForce });
  await drill.showAtTheDoor({}, staff());
  const later = {
    ...decree,
    packId: newPack,
    number: '演练〔2026〕6号',
    kind: 'drill',
    disease: '演练病',
    targets: '演练',
  };
  const pack = {
    ...later,
    validFrom: '2022-01-01T00:00:00.000Z',
    source: 'drill',
    rules: { ...rules, appealHoursMax: 12 },
  };
  await drill.client.ask(admin, { method: 'POST', path: '/api/registration/v1/policy-packs', json: pack });
});
afterAll(async () => {
  await browser?.close();
  await drill?.close();
});

const openForm = (page: Page, name: string) => page.getByTestId(name).locator('summary').first().click();
const enter = (key: string, viewport = desk) => enterAs(browser, key, viewport);

describe('who is on duty', () => {
  test('is arranged by the liaison of the district, who is told of a gap before making one', async () => {
    const { page, complaints } = await enter('desk-liaison');
    const roster = page.locator('[data-list=duties]');
    await roster.locator('summary').first().click();
    await openForm(page, 'duty-form');
    await page.getByTestId('duty-role').selectOption('site-manager');
    await page.getByTestId('duty-place').fill('999999-0001');
    await page.getByTestId('duty-form').getByText('这一处不在该区县内').waitFor(patient);
    await page.getByTestId('duty-place').fill(drill.siteCode);
    await page.getByTestId('duty-person').fill(`manager-${serial}`);
    await picture(page, 'duty-form');
    await page.getByTestId('put-duty').click();
    await page.getByTestId('duty-told').getByText('已排班').waitFor(patient);
    await page.getByTestId('roster-role').selectOption('site-manager');
    const own = roster.locator(`[data-on=manager-${serial}]`);
    await own.getByText('在岗').waitFor(patient);
    await own.getByTestId('end-duty').click();
    await own.getByText('交班后此岗位无人').waitFor(patient);
    await own.scrollIntoViewIfNeeded();
    await picture(page, 'duty-roster');
    await own.getByTestId('confirm-end-duty').click();
    await page.getByTestId('roster-told').getByText('已交班').waitFor(patient);
    await expect.poll(() => own.count(), patient).toBe(0);
    expect(trueOf(complaints)).toEqual([]);
    await page.context().close();
  });
});

describe('who is let in no longer', () => {
  test('a lost telephone is shut out by the site manager, is let in nowhere, and an administrator lets it in again', async () => {
    const [, spare] = drill.opened.devices;
    const lost = await enter('desk-lost', phone);
    const isLetIn = () => lost.page.evaluate(async () => (await fetch('/api/registration/v1/campaigns')).ok);
    expect(await isLetIn()).toBe(true);
    const manager = await enter('desk-manager', phone);
    await openForm(manager.page, 'devices');
    const device = manager.page.locator(`[data-device="${spare?.deviceId}"]`);
    await device.getByTestId('revoke-device').click(patient);
    await device.getByTestId('device-reason').selectOption('stolen');
    await device.scrollIntoViewIfNeeded();
    await picture(manager.page, 'device-to-shut-out');
    await device.getByTestId('confirm-revoke').click();
    await device.getByText('设备已停用').waitFor(patient);
    await picture(manager.page, 'device-shut-out');
    await expect.poll(isLetIn, { ...patient, interval: 1_000 }).toBe(false);

    const { page, complaints } = await enter('desk-admin');
    await openForm(page, 'revocations');
    const line = page.locator(`[data-revoked="${spare?.deviceId}"]`);
    await line.getByText('被盗 · desk-manager').waitFor(patient);
    await page.getByTestId('revoke-value').fill(`nurse-${serial}`);
    await page.getByTestId('revoke').click();
    await page.getByTestId('revoke-told').getByText('已停用').waitFor(patient);
    await page.locator(`[data-revoked=nurse-${serial}]`).getByText('离岗').waitFor(patient);
    await line.scrollIntoViewIfNeeded();
    await picture(page, 'revocations');
    for (const value of [`nurse-${serial}`, spare?.deviceId ?? '']) {
      const one = page.locator(`[data-revoked="${value}"]`);
      await one.getByTestId('restore').click();
      await expect.poll(() => one.count(), patient).toBe(0);
    }
    expect([...trueOf(complaints), ...trueOf(manager.complaints)]).toEqual([]);
    for (const one of [lost.page, manager.page, page]) await one.context().close();
  });
});

describe('what two people sign', () => {
  test('a policy pack is proposed by one, read by another with what it changes, and in force once both have signed', async () => {
    const first = await enter('desk-admin');
    await openForm(first.page, 'packs');
    await first.page.getByTestId('pack-campaign').selectOption(drill.campaignId);
    await first.page.getByTestId('packs-in-force').getByText('演练〔2026〕5号').waitFor(patient);
    const pack = (page: Page) => page.locator(`[data-pack=${newPack}]`);
    await pack(first.page).locator('summary').click();
    await pack(first.page).getByTestId('pack-changes').getByText('异议须在此内答复').waitFor(patient);
    await pack(first.page).getByTestId('pack-reason').fill('演练：新命令');
    await pack(first.page).scrollIntoViewIfNeeded();
    await picture(first.page, 'pack-differs');
    await pack(first.page).getByTestId('propose-pack').click();
    await pack(first.page).getByTestId('propose-told').getByText('已提议').waitFor(patient);
    const waiting = (page: Page) => page.locator(`[data-pack-act=${newPack}]`);
    await waiting(first.page).getByText('由您提出，须另一人确认').waitFor(patient);

    const second = await enter('desk-centre');
    await second.page.getByTestId('to-desk').click(patient);
    await openForm(second.page, 'packs');
    await waiting(second.page).getByText('演练：新命令').waitFor(patient);
    await picture(second.page, 'pack-waits');
    await waiting(second.page).getByTestId('confirm-pack').click();
    await second.page.getByTestId('pack-told').getByText('两人已签').waitFor(patient);
    await second.page.getByTestId('pack-campaign').selectOption(drill.campaignId);
    await second.page.getByTestId('packs-in-force').getByText('演练〔2026〕6号').waitFor(patient);
    await pack(second.page).getByTestId('pack-state').getByText('生效中').waitFor(patient);
    await picture(second.page, 'pack-in-force');
    for (const { page, complaints } of [first, second]) {
      expect(trueOf(complaints)).toEqual([]);
      await page.context().close();
    }
  });

  test('an order that names persons begins nothing until another person has signed it, too', async () => {
    const people = await drill.register(2);
    const { page, complaints } = await enter('desk-duty');
    await openForm(page, 'persons-order-form');
    const number = `演练〔2026〕${serial}号`;
    await page.getByTestId('persons-authority').fill('演练指挥部');
    await page.getByTestId('persons-number').fill(number);
    await page.getByTestId('persons-basis').fill('演练');
    await page.getByTestId('persons-site').fill(drill.siteCode);
    await page.getByTestId('persons-from').fill(typedOf(systemClock.now().getTime() - 3_600_000));
    await page.getByTestId('persons-codes').fill(`${people.map(personCodeOf).join('\n')}\n123`);
    await page.getByTestId('persons-order-form').getByText('这些不是人员码').waitFor(patient);
    expect(await page.getByTestId('sign-persons-order').isEnabled()).toBe(false);
    await page.getByTestId('persons-codes').fill(people.map(personCodeOf).join('\n'));
    await page.getByTestId('persons-count').getByText('2').waitFor(patient);
    await picture(page, 'persons-order');
    await page.getByTestId('sign-persons-order').click();
    await page.getByTestId('persons-told').getByText('已签署').waitFor(patient);
    const second = await enter('duty-small');
    const signed = second.page.locator('[data-list=authority-orders]').getByRole('row', { name: number });
    await signed.getByText('入境或外来人员 2 人').waitFor(patient);
    await signed.locator('[data-act=Countersign]').click();
    await signed.getByText('两人已签').waitFor(patient);
    expect(trueOf(complaints)).toEqual([]);
    for (const one of [page, second.page]) await one.context().close();
  });
});

test('a household that fills a tube is marked, also when the next tube seals it', async () => {
  const { page, complaints } = await enter('desk-sampler', phone);
  const family = await drill.register(10);
  const codes = [0, 1].map((index) => writeTubeBarcode('96', Number(serial) + index));
  const [tube = '', next = ''] = codes;
  const scan = async (code: string) => {
    await page.fill('[data-testid=scan]', code);
    await page.press('[data-testid=scan]', 'Enter');
  };
  for (const code of [tube, ...family.map(personCodeOf)]) await scan(code);
  await page.getByTestId('count').getByText('10/10').waitFor(patient);
  await page.getByTestId('full-household').check(patient);
  await picture(page, 'full-household');
  await scan(next);
  await page.locator('[data-testid=history] li.good').getByText('封管').waitFor(patient);
  expect(trueOf(complaints)).toEqual([]);
  await page.context().close();

  await drill.carry([tube]);
  await drill.upload([[tube, ...row.detected]]);
  const duty = await enter('desk-duty');
  await duty.page.locator(`[data-tube="${tube}"]`).getByTestId('household-tube').waitFor(patient);
  await duty.page.context().close();
});
