import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enterAs, openBrowser, picture } from './open-page.js';
import { house, readStatus, runBulou } from './run-bulou.js';
import { row, SmallDrill } from './small-drill.js';

// The smallest screen of a duty room (screens §4.0).
const desk = { width: 1366, height: 768 };
const poolSize = 10;
const patient = { timeout: 120_000 };

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
});

const laneOf = (page: Page, tubeId: string): Locator => page.locator(`[data-tube="${tubeId}"]`);
const cardsIn = (page: Page, column: string): Locator => page.locator(`[data-column=${column}] [data-case]`);

async function takeOnTheBoard(page: Page, tubeId: string): Promise<void> {
  const lane = laneOf(page, tubeId);
  await picture(page, 'board-waits');
  await lane.getByTestId('take').waitFor(patient);
  await lane.getByTestId('take').click();
  await lane.getByTestId('taken-by').waitFor();
  await expect.poll(() => lane.locator('[data-case]').count(), patient).toBe(poolSize);
}

/** Calls everybody of a tube without touching the mouse: arrow keys, Enter, the key of the outcome, Escape. */
async function callEverybody(page: Page, tubeId: string): Promise<void> {
  const panel = page.getByTestId('panel');
  for (let called = 0; called < poolSize; called += 1) {
    const next = laneOf(page, tubeId)
      .locator('[data-column=listed] [data-card], [data-column=contact] [data-card]')
      .first();
    await next.focus();
    await page.keyboard.press('Enter');
    await panel.waitFor();
    await page.keyboard.press('1');
    await panel.getByText('已登记：已联系到本人').waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
  }
}

async function followToTheEnd(drill: SmallDrill, page: Page, people: readonly string[], pool: string): Promise<void> {
  await takeOnTheBoard(page, pool);
  await picture(page, 'board-taken');
  await callEverybody(page, pool);
  await picture(page, 'board-called');

  const singles = await drill.recollect(people);
  await expect.poll(() => cardsIn(page, 'review').count(), patient).toBe(poolSize);
  const [infected = ''] = people;
  const rows = [...singles].map(
    ([person, tube]) => [tube, ...(person === infected ? row.detected : row.negative)] as const,
  );
  const { job } = await drill.upload(rows);
  await drill.release(job);
  await page.click('[data-filter=withEnded]');
  await expect.poll(() => cardsIn(page, 'ended').count(), patient).toBe(poolSize - 1);
  await expect.poll(() => cardsIn(page, 'transfer').count(), patient).toBe(1);
  await picture(page, 'board-ended');
}

describe('the board', () => {
  test('carries a pool from its alert to one verified and nine cleared: taken, called by key, sampled again, decided', async () => {
    const drill = await SmallDrill.open(1, { runMinutesMin: 0 });
    const people = await drill.register(poolSize);
    await drill.showAtTheDoor({});
    const { page, complaints } = await enterAs(browser, 'duty-small', desk);
    const [pool = ''] = await drill.bring('first', [people]);
    await drill.upload([[pool, ...row.detected]]);
    await followToTheEnd(drill, page, people, pool);
    expect(await page.textContent('body')).not.toMatch(/确诊|138[\d*]{8}/);
    // A loaded machine may answer 503 to one of many readings; what counts is that no act was refused and no script failed.
    expect(complaints.filter((one) => !one.startsWith('503'))).toEqual([]);
    await page.context().close();
    await drill.close();
  });

  test('does the same when the notification worker was away for ten minutes of the campaign', async () => {
    // A minute of the policy is a second here, so that ten of them are ten seconds.
    const drill = await SmallDrill.open(60, { runMinutesMin: 0 });
    const awayMs = 10_000;
    const people = await drill.register(poolSize);
    await drill.showAtTheDoor({});
    const { page } = await enterAs(browser, 'duty-small', desk);
    const [pool = ''] = await drill.bring('first', [people]);
    await runBulou(house(), ['service', 'stop', 'notification']);
    const stopped = performance.now();
    await drill.upload([[pool, ...row.detected]]);
    await expect
      .poll(() => performance.now() - stopped, { timeout: 2 * awayMs, interval: 500 })
      .toBeGreaterThan(awayMs);
    expect(await laneOf(page, pool).count()).toBe(0);
    await runBulou(house(), ['service', 'start', 'notification']);
    const isBack = async () => (await readStatus()).services.find(({ name }) => name === 'notification')?.ready;
    await expect.poll(isBack, patient).toBe(true);
    await followToTheEnd(drill, page, people, pool);
    await page.context().close();
    await drill.close();
  });
});
