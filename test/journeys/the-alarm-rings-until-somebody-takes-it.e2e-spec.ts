import type { PracticePerson } from '@lib/contracts/http/gateway/practice';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enterAs, openBrowser, picture } from './open-page.js';
import { row, SmallDrill } from './small-drill.js';

const desk = { width: 1366, height: 768 };
const patient = { timeout: 60_000 };
// The alarm of a page rings again each ten seconds.
const silenceMs = 12_000;

let drill: SmallDrill;
let browser: Browser;
let cadre = '';

beforeAll(async () => {
  browser = await openBrowser();
  drill = await SmallDrill.open(1, { runMinutesMin: 0 });
  // The duty name of the roster: whoever is on duty in the community of that district.
  cadre = `cadre-${drill.district}`;
  const people = [cadre, 'cadre-off-duty'].map(
    (key): PracticePerson => ({
      ...{
        key,
        zh: '社区',
        en: 'cadre',
        role: 'community-cadre',
        scope: { district: drill.district },
        page: '/console',
      },
    }),
  );
  await drill.showAtTheDoor({}, people);
});
afterAll(async () => {
  await browser?.close();
  await drill?.close();
});

/** Counts the tones that a page really plays: those of an audio context that runs. */
async function listen(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const tones = { played: 0 };
    Object.assign(globalThis, { tones });
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function played(this: OscillatorNode, when?: number) {
      if (this.context.state === 'running') tones.played += 1;
      start.call(this, when);
    };
  });
}
const heard = (page: Page): Promise<number> =>
  page.evaluate(() => (globalThis as unknown as { tones: { played: number } }).tones.played);

async function expectSilence(page: Page): Promise<void> {
  const before = await heard(page);
  const since = performance.now();
  await expect
    .poll(() => performance.now() - since, { timeout: 2 * silenceMs, interval: 500 })
    .toBeGreaterThan(silenceMs);
  expect(await heard(page)).toBe(before);
}

describe('the alarm of a detected pool', () => {
  test('rings at the cadre on duty, again and again, and is silent once they take the call', async () => {
    const { page, complaints } = await enterAs(browser, cadre, desk, listen);
    const alarm = page.getByTestId('alarm');
    // A browser lets no page sound that was opened without a click: the page says so, and one click is enough.
    await page.reload();
    await alarm.getByText('点一下开启警报声').waitFor(patient);
    // A hand holds a button for a moment, and the browser may open the sound under it: letting go must not silence it.
    await alarm.hover();
    await page.mouse.down();
    await alarm.getByText('♪ 警报有声').waitFor(patient);
    await page.mouse.up();
    await expectSilence(page);
    expect(await alarm.innerText()).toBe('♪ 警报有声');

    const people = await drill.register(3);
    const [pool = ''] = await drill.bring('first', [people]);
    await drill.upload([[pool, ...row.detected]]);
    const strip = page.getByTestId('alarms');
    await strip.getByText('未阅警报').waitFor(patient);
    await expect.poll(() => heard(page), patient).toBeGreaterThan(0);
    await picture(page, 'alarm-rings');
    expect(await strip.textContent()).not.toMatch(/阳性|确诊|138[\d*]{8}/);
    const first = await heard(page);
    await expect.poll(() => heard(page), { ...patient, interval: 500 }).toBeGreaterThan(first);

    // Calls of the squad stand in the list too, those of journeys beside this one among them, and are not a cadre's to take.
    const squad = page.locator('[data-list=dispatches]').getByRole('row', { name: '急采队出动' });
    await squad.first().waitFor(patient);
    expect(await squad.locator('[data-act]').count()).toBe(0);
    await strip.getByTestId('take-call').click();
    await strip.getByText('未阅警报').waitFor({ state: 'detached', ...patient });
    await picture(page, 'alarm-taken');
    await expectSilence(page);
    expect(complaints.filter((one) => !one.startsWith('503'))).toEqual([]);
    await page.context().close();
  });

  test('rings at nobody of the role who is not on duty, and at nobody who silenced this device', async () => {
    const off = await enterAs(browser, 'cadre-off-duty', desk, listen);
    const muted = await enterAs(browser, cadre, desk, listen);
    for (const { page } of [off, muted]) await page.getByTestId('alarm').getByText('♪ 警报有声').waitFor(patient);
    await muted.page.getByTestId('alarm').click();
    await muted.page.getByTestId('alarm').getByText('警报已静音').waitFor(patient);
    await expectSilence(muted.page);

    const [pool = ''] = await drill.bring('first', [await drill.register(2)]);
    await drill.upload([[pool, ...row.detected]]);
    await muted.page.getByTestId('alarms').getByText('未阅警报').waitFor(patient);
    await expectSilence(muted.page);
    expect(await heard(off.page)).toBe(0);
    expect(await off.page.getByTestId('alarms').getByText('未阅警报').count()).toBe(0);
    for (const { page } of [off, muted]) await page.context().close();
  });
});
