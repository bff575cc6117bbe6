import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../apps/bulou/src/outside/until.js';
import { enterAs, openBrowser, picture } from './open-page.js';
import { row, SmallDrill } from './small-drill.js';

const phone = { width: 480, height: 960 };
const desk = { width: 1366, height: 768 };
const patient = { timeout: 60_000 };

let drill: SmallDrill;
let browser: Browser;
beforeAll(async () => {
  drill = await SmallDrill.open(1, { runMinutesMin: 0 });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await drill?.close();
});

const auditor = {
  key: 'auditor-right',
  zh: '督查员',
  en: 'auditor',
  role: 'auditor',
  scope: {},
  page: '/console',
} as const;

describe('what went wrong', () => {
  test('for somebody who is held is put right by an objection that wins: the measure ends, on their page and on the board', async () => {
    const people = await drill.register(2);
    const [held = '', other = ''] = people;
    await drill.showAtTheDoor({ 'resident-wins': held }, [auditor]);
    const [pool = ''] = await drill.bring('first', [people]);
    await drill.upload([[pool, ...row.detected]]);
    const alert = await until('the alert', 60, async () =>
      (await drill.ledger()).find(({ tubeId, receivedAt }) => tubeId === pool && receivedAt !== null),
    );
    await drill.take(alert.escalationId);

    const board = await enterAs(browser, 'duty-small', desk);
    const lane = board.page.locator(`[data-tube="${pool}"]`);
    const holds = lane.locator('[data-measure]');
    await expect.poll(() => holds.count(), patient).toBe(2);

    const resident = await enterAs(browser, 'resident-wins', phone);
    const mine = resident.page.getByTestId('my-measures');
    await mine.getByTestId('object').click();
    await mine.getByTestId('send-appeal').click();
    await mine.getByTestId('appeal').waitFor();

    const reviewer = await enterAs(browser, 'auditor-right', desk);
    const card = reviewer.page.locator('[data-measure]', { hasText: `…${held.slice(-6)}` }).first();
    await card.getByLabel('异议成立，解除').selectOption('wrong-person');
    await card.getByTestId('lifted').click();
    await card.waitFor({ state: 'detached' });

    await resident.page.getByText('异议成立，措施已解除：对象有误').waitFor();
    await picture(resident.page, 'appeal-won');
    await expect.poll(() => holds.count(), patient).toBe(1);
    await picture(board.page, 'board-appeal-won');
    expect(other).not.toBe('');
    for (const { page, complaints } of [board, resident, reviewer]) {
      expect(complaints).toEqual([]);
      await page.context().close();
    }
  });

  test('with a tube that was lost is put right: its people are told, called back, and answered', async () => {
    const people = await drill.register(3);
    const [first = ''] = people;
    const [lost = '', other = ''] = await drill.draw('second', [people, await drill.register(1)]);
    await drill.carry([lost, other], [lost]);
    await drill.declareLost(lost);
    await drill.showAtTheDoor({ 'resident-lost': first });

    const resident = await enterAs(browser, 'resident-lost', phone);
    await resident.page.getByText('样本在转运中遗失').waitFor(patient);
    await picture(resident.page, 'tube-lost');
    expect(await resident.page.textContent('body')).not.toMatch(/阳性|确诊/);

    const singles = await drill.recollect(people);
    const rows = [...singles.values()].map((tube) => [tube, ...row.negative] as const);
    const { job } = await drill.upload(rows);
    await drill.release(job);
    for (const person of people) {
      await until('the answer', 60, async () =>
        (await drill.me(person)).view === 'single-negative' ? true : undefined,
      );
    }
    await resident.page.reload();
    await resident.page.getByText('阴性（单采）').waitFor(patient);
    expect(resident.complaints).toEqual([]);
    await resident.page.context().close();
  });
});
