import { systemClock } from '@lib/platform';
import { eventually } from '@lib/testing';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDutyOfficer, enterAs, openAlertList, openBrowser, picture } from './open-page.js';
import { runDemo } from './run-bulou.js';

/** The tube that goes through the hands of everybody in this journey. */
let tubeInHand = '';
let receivedAtMs = 0;
const assayMs = 3_000;
let browser: Browser;
beforeAll(async () => {
  await runDemo(['--persons', '400', '--prevalence', '0.01', '--seed', '5']);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

const phone = { width: 480, height: 960 };
const desk = { width: 1280, height: 900 };

const scan = async (page: Page, code: string) => {
  await page.fill('[data-testid=scan]', code);
  await page.press('[data-testid=scan]', 'Enter');
};

const waitForCount = (page: Page, count: string) =>
  page.waitForFunction((expected) => document.querySelector('[data-testid=count]')?.textContent === expected, count);

/** A page that writes more slowly than it dies: whatever it stores from now on is not stored when it is loaded again. */
const holdShelf = (page: Page) =>
  page.evaluate(() => {
    const begin = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function held(this: IDBDatabase, names, mode, options) {
      const tx = begin.call(this, names, mode, options);
      const [first = ''] = tx.objectStoreNames;
      const askAgain = (): void => {
        tx.objectStore(first).count().onsuccess = askAgain;
      };
      if (mode === 'readwrite') askAgain();
      return tx;
    };
  });

// The campaign's zone is Asia/Shanghai, and a laboratory writes the time on its wall.
const hoursEast = 8;

async function handOver(page: Page, counted: number): Promise<void> {
  await page.fill('[data-testid=counted]', String(counted));
  await page.fill('[data-testid=seal-number]', 'F-0001');
  await page.fill('[data-testid=courier]', 'courier-7');
  await page.click('[data-testid=hand-over]');
}

/** Counts a box in. The laboratory may hear of the box a moment later than its courier arrives. */
async function receive(boxCode: string, tubes: readonly string[]): Promise<void> {
  const { page } = await enterAs(browser, 'lab', desk);
  for (const code of [boxCode, ...tubes]) {
    await page.fill('[data-testid=receive]', code);
    await page.press('[data-testid=receive]', 'Enter');
  }
  const counted = page.getByText(`收齐 ${tubes.length} 管`);
  await expect
    .poll(
      async () => {
        const button = page.getByRole('button', { name: '清点完毕' });
        if (await button.isEnabled()) await button.click();
        return counted.isVisible();
      },
      { timeout: 40_000, interval: 1_000 },
    )
    .toBe(true);
  await page.context().close();
}

describe('the pages of the practice round', () => {
  test('a sampler fills a tube by wedge or keyboard: an eleventh person is held, and the seal is answered', async () => {
    const { page, complaints } = await enterAs(browser, 'sampler', phone);
    await page.click('[data-testid=make-codes]');
    await page.waitForSelector('figure[data-kind=person]');
    const codes = await page.$$eval('figure', (figures) =>
      figures.map((figure) => ({
        kind: figure.getAttribute('data-kind'),
        code: figure.querySelector('img')?.alt ?? '',
      })),
    );
    const tube = codes.find(({ kind }) => kind === 'tube')?.code ?? '';
    tubeInHand = tube;
    const people = codes.filter(({ kind }) => kind === 'person').map(({ code }) => code);
    await scan(page, tube);
    await waitForCount(page, '0/10');
    for (const [index, person] of people.slice(0, 10).entries()) {
      if (index === 9) await holdShelf(page);
      await scan(page, person);
      await waitForCount(page, `${index + 1}/10`);
    }
    await page.reload();
    await waitForCount(page, '10/10');
    await scan(page, people[10] ?? '');
    await page.waitForSelector('.notice.full');
    await picture(page, 'sampler-full');
    await page.click('[data-testid=seal]');
    await page.waitForFunction(() => document.querySelector('[data-testid=history] li')?.className === 'good');
    await page.waitForFunction(() => document.querySelector('[data-testid=sync]')?.textContent?.includes(' 0 '));
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('a scan counts only after the durable answer: without a network it waits, and is sent when the network is back', async () => {
    const { page } = await enterAs(browser, 'sampler', phone);
    await page.click('[data-testid=make-codes]');
    const tube = await page.getAttribute('figure[data-kind=tube] img', 'alt');
    await page.context().setOffline(true);
    await scan(page, tube ?? '');
    await page.waitForSelector('[data-testid=history] li.waiting');
    await page.waitForSelector('.status.offline');
    await picture(page, 'sampler-offline');
    await page.context().setOffline(false);
    await page.waitForSelector('[data-testid=history] li.good', { timeout: 40_000 });
    await page.context().close();
  });

  test('a site manager who counts wrong keeps the box, and hands it over with the right count', async () => {
    const { page } = await enterAs(browser, 'site-manager', desk);
    await page.waitForSelector('section li code');
    const tubes = await page.$$eval('section li code', (codes) => codes.map((code) => code.textContent ?? ''));
    expect(tubes).toContain(tubeInHand);
    await handOver(page, tubes.length + 1);
    await page.waitForSelector('[data-testid=open-box]');
    await page.reload();
    await page.waitForSelector('[data-testid=open-box]');
    await handOver(page, tubes.length);
    await page.waitForFunction(() => document.querySelector('[data-testid=outcome]')?.textContent?.includes('已交接'));
    expect(await page.$('[data-testid=open-box]')).toBeNull();
    const boxCode = /BX-\w+/.exec((await page.textContent('[data-testid=outcome]')) ?? '')?.[0] ?? '';
    await page.context().close();
    await receive(boxCode, tubes);
    receivedAtMs = systemClock.now().getTime();
  });

  test('a detected tube is uploaded by one person, released by another, and taken by the duty officer', async () => {
    // The drill's assay takes 60 min by its time scale, about two seconds; a sheet that comes sooner is held.
    await eventually(() => systemClock.now().getTime() > receivedAtMs + assayMs);
    const lab = await enterAs(browser, 'lab', desk);
    const wallTime = new Date(systemClock.now().getTime() + hoursEast * 3_600_000).toISOString();
    const row = [tubeInHand, '阳性', '25.1', '26.2', '24.0', wallTime.slice(0, 19).replace('T', ' '), 'T01'].join(',');
    const header = '试管编号,检测结果,ORF1ab Ct,N Ct,内标 Ct,检测时间,检测人';
    const buffer = Buffer.from(`${header}\r\n${row}\r\n`);
    await lab.page.setInputFiles('[data-testid=file]', { name: 'plate.csv', mimeType: 'text/csv', buffer });
    await lab.page.waitForSelector('[data-testid=report]');
    await picture(lab.page, 'lab-detected');
    expect(await lab.page.textContent('[data-testid=report] [data-count=accepted]')).toMatch(/^1/);
    await lab.page.context().close();

    const reviewer = await enterAs(browser, 'lab-supervisor', desk);
    await reviewer.page.click('tr:first-child [data-testid=release]');
    await reviewer.page.waitForSelector('tr:first-child [data-testid=release-again]');
    await reviewer.page.context().close();

    await addDutyOfficer('duty-of-the-site', 'sampler');
    const { page, complaints } = await enterAs(browser, 'duty-of-the-site', desk);
    await openAlertList(page);
    const card = page.locator(`article[data-tube="${tubeInHand}"]`);
    await card.getByTestId('take').waitFor({ timeout: 40_000 });
    expect(await card.textContent()).toMatch(/混管初筛阳性，待单采复核[\s\S]*下一步：请接手/);
    await card.getByTestId('take').click();
    await card.getByText('接手人').waitFor();
    await card.getByText('通知本人单采').nth(9).waitFor();
    await picture(page, 'duty-taken');
    expect(await card.textContent()).toContain('下一步：逐人落实单采复核');
    expect(await card.locator('tr[data-state]').count()).toBe(10);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('the duty officer sees each alert with why, who and what next, and every case is closed', async () => {
    const { page, complaints } = await enterAs(browser, 'duty', desk);
    await openAlertList(page);
    // The tube that this journey alarmed itself may lie in the same district; its people are not answered yet.
    const rounds = `article[data-tube]:not([data-tube="${tubeInHand}"])`;
    const card = page.locator(rounds).first();
    await card.waitFor();
    await picture(page, 'duty');
    expect(await card.textContent()).toMatch(/混管初筛阳性，待单采复核|单采复核阳性/);
    const states = await page.$$eval(`${rounds} tr[data-state]`, (rows) =>
      rows.map((row) => row.getAttribute('data-state')),
    );
    expect(states.length).toBeGreaterThan(0);
    expect(states.filter((state) => state !== 'verified' && state !== 'cleared')).toEqual([]);
    expect(await page.textContent('body')).not.toMatch(/确诊/);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('whoever stands at the door is on duty: what is detected from now on rings at somebody whom a visitor can be', async () => {
    const { page } = await enterAs(browser, 'duty', desk);
    const roster = page.locator('[data-list=duties]');
    await roster.locator('summary').first().click();
    await roster.getByRole('button', { name: '全部显示' }).click();
    for (const person of ['duty', 'officer', 'squad', 'cadre', 'doctor'])
      await roster.getByText(person, { exact: true }).waitFor();
    await page.context().close();
  });

  test('the laboratory drops a file and reads which row is wrong, why, and what to do', async () => {
    const { page, complaints } = await enterAs(browser, 'lab', desk);
    await page.waitForSelector('[data-testid=file]');
    const text =
      '试管编号,检测结果,ORF1ab Ct,N Ct,内标 Ct,检测时间,检测人\r\n99999999999993,看不懂,,,25,2026-11-21 10:00:00,某\r\n';
    await page.setInputFiles('[data-testid=file]', {
      name: 'plate.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(text),
    });
    await page.waitForSelector('[data-testid=report] tbody tr');
    await picture(page, 'lab-report');
    expect(await page.textContent('[data-testid=report] [data-count=accepted]')).toMatch(/^0/);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('the wall shows the funnel with its remainder named, and the alarms', async () => {
    const { page, complaints } = await enterAs(browser, 'wall', { width: 1920, height: 1080 });
    await page.waitForSelector('li[data-stage=released]');
    await page.waitForSelector('.chart canvas');
    await picture(page, 'wall');
    expect(await page.textContent('[data-alarm=verified]')).toBe('4');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test.each([
    ['resident-negative', /阴性/],
    ['resident-waiting', /等待结果/],
    ['resident-called-back', /请免费重采/],
    ['resident-tube-lost', /样本在转运中遗失/],
  ])('%s reads their own day, and never 阳性', async (person, words) => {
    const { page, complaints } = await enterAs(browser, person, phone);
    await page.waitForSelector('[role=status]');
    await picture(page, person);
    const body = await page.textContent('body');
    expect(body).toMatch(words);
    expect(body).not.toMatch(/阳性|确诊/);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
