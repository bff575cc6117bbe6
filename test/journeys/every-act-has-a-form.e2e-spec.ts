import type { PracticePerson } from '@lib/contracts/http/gateway/practice';
import { personCodeOf, writeTubeBarcode } from '@lib/vocabulary';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../apps/bulou/src/outside/until.js';
import { enterAs, openBrowser, picture } from './open-page.js';
import { row, SmallDrill } from './small-drill.js';

const desk = { width: 1366, height: 768 };
const phone = { width: 480, height: 960 };
const patient = { timeout: 60_000 };
// A loaded machine may answer 503 to one of many readings; what counts is that no act was refused and no script failed.
const trueOf = (complaints: readonly string[]): string[] => complaints.filter((one) => !one.startsWith('503'));

let drill: SmallDrill;
let browser: Browser;
let pool = '';
let people: string[] = [];
let stranger = '';

function staff(): PracticePerson[] {
  const { district, siteCode: site } = drill;
  const [device] = drill.opened.devices;
  const person = (key: string, role: PracticePerson['role'], scope: PracticePerson['scope']): PracticePerson => ({
    ...{ key, zh: key, en: key, role, scope, page: role === 'sampler' ? '/sampler' : '/console' },
  });
  return [
    person('form-officer', 'isolation-officer', { district }),
    person('form-duty', 'cdc-duty', { district }),
    person('form-squad', 'sampling-squad', { district }),
    person('form-hotline', 'hotline', { district }),
    person('form-sampler', 'sampler', { site, device: device?.deviceId, shift: device?.shiftId }),
    person('form-admin', 'admin', {}),
    person('form-second', 'admin', {}),
  ];
}

beforeAll(async () => {
  browser = await openBrowser();
  drill = await SmallDrill.open(1, { runMinutesMin: 0 });
  [stranger = '', ...people] = await drill.register(4);
  await drill.showAtTheDoor({}, staff());
  [pool = ''] = await drill.bring('first', [people]);
  await drill.upload([[pool, ...row.detected]]);
  const alert = await until('the alert', 90, async () =>
    (await drill.ledger()).find(({ tubeId, receivedAt }) => tubeId === pool && receivedAt !== null),
  );
  await drill.take(alert.escalationId);
});
afterAll(async () => {
  await browser?.close();
  await drill?.close();
});

const openForm = (page: Page, name: string) => page.getByTestId(name).locator('summary').first().click();

describe('what the house lets people do has a form', () => {
  test('an officer registers an isolation point with its rooms, and it takes nobody until it is inspected', async () => {
    const { page, complaints } = await enterAs(browser, 'form-officer', desk);
    await openForm(page, 'point-form');
    await page.getByTestId('point-name').fill('演练二号隔离点');
    await page.getByTestId('point-rooms').fill('101~120，3-201');
    await page.getByTestId('point-count').getByText('21').waitFor(patient);
    await picture(page, 'point-form');
    await page.getByTestId('register-point').click();
    await page.getByTestId('point-told').getByText('已登记，房间 21').waitFor(patient);
    await openForm(page, 'points');
    await page.locator('[data-point=演练二号隔离点]').getByText('未检查，不接收').waitFor(patient);
    expect(trueOf(complaints)).toEqual([]);
    await page.context().close();
  });

  test('an officer registers a vehicle, the squad takes it on a trip and brings it home', async () => {
    const officer = await enterAs(browser, 'form-officer', desk);
    await openForm(officer.page, 'vehicles');
    await officer.page.getByTestId('vehicle-label').fill('演练转运1号');
    await officer.page.getByTestId('register-vehicle').click();
    const vehicle = (page: Page) => page.locator('[data-vehicle=演练转运1号]');
    await vehicle(officer.page).getByText('待命').waitFor(patient);
    const squad = await enterAs(browser, 'form-squad', desk);
    await openForm(squad.page, 'vehicles');
    expect(await squad.page.getByTestId('register-vehicle').count()).toBe(0);
    await vehicle(squad.page).getByTestId('begin-trip').click();
    await vehicle(squad.page).getByText('出车，自').waitFor(patient);
    await squad.page.getByTestId('vehicles').scrollIntoViewIfNeeded();
    await picture(squad.page, 'vehicles');
    await vehicle(squad.page).getByTestId('end-trip').click();
    await vehicle(squad.page).getByText('待命').waitFor(patient);
    for (const { page, complaints } of [officer, squad]) {
      expect(trueOf(complaints)).toEqual([]);
      await page.context().close();
    }
  });

  test('an order about a place is signed by one person and countersigned by another, never by the same', async () => {
    const { page } = await enterAs(browser, 'form-duty', desk);
    await openForm(page, 'waiting-order-form');
    await page.getByTestId('order-authority').fill('演练指挥部');
    await page.getByTestId('order-number').fill('演练〔2026〕7号');
    await page.getByTestId('order-basis').fill('演练');
    await page.getByTestId('order-site').fill(drill.siteCode);
    await picture(page, 'waiting-order');
    await page.getByTestId('sign-waiting-order').click();
    await page.getByTestId('waiting-order-told').getByText('已签署').waitFor(patient);
    const signed = (from: Page) => from.locator('[data-list=authority-orders]').getByRole('row', { name: '7号' });
    await signed(page).locator('[data-act=Countersign]').click({ timeout: 60_000 });
    await page.getByRole('alert').getByText('另一').waitFor(patient);
    const second = await enterAs(browser, 'duty-small', desk);
    await signed(second.page).getByText(`在 ${drill.siteCode} 等候结果的人`).waitFor(patient);
    await signed(second.page).locator('[data-act=Countersign]').click();
    await signed(second.page).getByText('两人已签').waitFor(patient);
    await signed(second.page).scrollIntoViewIfNeeded();
    await picture(second.page, 'waiting-order-signed');
    for (const one of [page, second.page]) await one.context().close();
  });

  test('from a card of the board a contact is proposed, and stands among those to decide on', async () => {
    const { page, complaints } = await enterAs(browser, 'form-duty', desk);
    await page.locator(`[data-tube="${pool}"] [data-card]`).first().click();
    await openForm(page, 'propose-contact');
    await page.getByTestId('contact-person').fill(personCodeOf(stranger));
    await page.getByTestId('contact-met').fill('2026-01-05T09:30');
    await page.getByTestId('propose').click();
    await page.getByTestId('contact-told').waitFor(patient);
    await page.getByTestId('contact-told').scrollIntoViewIfNeeded();
    await picture(page, 'contact-proposed');
    expect(await page.getByTestId('contact-told').textContent()).toContain('已提出');
    await page.keyboard.press('Escape');
    await page
      .locator('[data-list=contacts]')
      .getByText(`…${stranger.slice(-6)}`)
      .waitFor(patient);
    expect(trueOf(complaints)).toEqual([]);
    await page.context().close();
  });

  test('the hotline corrects a telephone number without seeing the old one', async () => {
    const { page, complaints } = await enterAs(browser, 'form-hotline', desk);
    await openForm(page, 'contact-change');
    await page.getByTestId('change-person').fill(personCodeOf(stranger));
    await page.getByTestId('change-contact').click();
    await page.getByTestId('change-told').getByText('请勾选').waitFor(patient);
    await page.getByTestId('change-phone').check();
    await page.getByTestId('new-phone').fill('13900000001');
    await picture(page, 'contact-change');
    await page.getByTestId('change-contact').click();
    await page.getByTestId('change-told').getByText('已更正').waitFor(patient);
    expect(await page.textContent('body')).not.toMatch(/13[89]0{7}/);
    expect(trueOf(complaints)).toEqual([]);
    await page.context().close();
  });

  test('a sampler closes a tube because a household is complete, and the board shows one household', async () => {
    const sampler = await enterAs(browser, 'form-sampler', phone);
    const family = await drill.register(2);
    const tube = writeTubeBarcode('95', Math.trunc(performance.timeOrigin) % 99_999_999);
    for (const code of [tube, ...family.map(personCodeOf)]) {
      await sampler.page.fill('[data-testid=scan]', code);
      await sampler.page.press('[data-testid=scan]', 'Enter');
    }
    await sampler.page.getByTestId('count').getByText('2/10').waitFor(patient);
    await sampler.page.getByTestId('swabs').fill('2');
    await sampler.page.getByTestId('partial-reason').selectOption('household');
    await picture(sampler.page, 'household-tube');
    await sampler.page.getByTestId('seal').click();
    await sampler.page.locator('[data-testid=history] li.good').getByText('封管').waitFor(patient);
    expect(trueOf(sampler.complaints)).toEqual([]);
    await sampler.page.context().close();

    await drill.carry([tube]);
    await drill.upload([[tube, ...row.detected]]);
    const { page } = await enterAs(browser, 'form-duty', desk);
    const lane = page.locator(`[data-tube="${tube}"]`);
    await lane.getByTestId('household-tube').waitFor(patient);
    await lane.scrollIntoViewIfNeeded();
    await picture(page, 'household-lane');
    await page.context().close();
  });

  test('an administrator sees the queues, and two of them close a campaign whose certificate says what is gone', async () => {
    const closing = await SmallDrill.open(1, { runMinutesMin: 0 });
    await closing.register(2);
    const open = async (key: string) => {
      const opened = await enterAs(browser, key, desk);
      const campaign = opened.page.locator(`[data-campaign="${closing.campaignId}"]`);
      await campaign.getByTestId('open-closing').click(patient);
      return { ...opened, campaign };
    };
    const first = await open('form-admin');
    await first.page.locator('[data-queue]').first().waitFor(patient);
    await picture(first.page, 'operator-desk');
    await first.campaign.getByTestId('close-reason').fill('演练结束');
    await first.campaign.getByTestId('propose-close').click();
    await first.campaign.getByTestId('close-told').getByText('仍有轮次未结束').waitFor(patient);
    await first.campaign.getByTestId('end-round').nth(1).click();
    await expect.poll(() => first.campaign.getByTestId('end-round').count(), patient).toBe(1);
    await first.campaign.getByTestId('end-round').click();
    await expect.poll(() => first.campaign.getByTestId('end-round').count(), patient).toBe(0);
    await first.campaign.getByTestId('propose-close').click();
    await first.campaign.getByTestId('close-told').getByText('已提出').waitFor(patient);
    await first.campaign.getByTestId('closing-waits').getByText('由您提出').waitFor(patient);
    const second = await open('form-second');
    await second.campaign.getByTestId('closing-mark').getByText('form-admin').waitFor(patient);
    await second.campaign.getByTestId('closing-waits').getByText('演练结束').waitFor(patient);
    await second.campaign.scrollIntoViewIfNeeded();
    await picture(second.page, 'closing-waits');
    expect(await second.campaign.getByTestId('confirm-close').isEnabled()).toBe(false);
    await second.campaign.getByTestId('close-name').fill('演练 · 两条线');
    await second.campaign.getByTestId('confirm-close').click();
    await second.campaign.getByTestId('close-told').getByText('已办结').waitFor(patient);
    await expect
      .poll(
        async () => {
          await second.campaign.getByTestId('read-certificate').click();
          return second.campaign.getByTestId('certificate').isVisible();
        },
        { ...patient, interval: 1_000 },
      )
      .toBe(true);
    await second.campaign.getByTestId('certificate').scrollIntoViewIfNeeded();
    await picture(second.page, 'certificate');
    expect(await second.campaign.getByTestId('certificate').textContent()).toContain('participants.name_sealed');
    for (const { page } of [first, second]) await page.context().close();
    await closing.close();
  });
});
