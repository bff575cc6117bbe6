import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enterAs, openBrowser, picture } from './open-page.js';
import { runDemo } from './run-bulou.js';

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
    const people = codes.filter(({ kind }) => kind === 'person').map(({ code }) => code);
    await scan(page, tube);
    await waitForCount(page, '0/10');
    for (const [index, person] of people.slice(0, 10).entries()) {
      await scan(page, person);
      await waitForCount(page, `${index + 1}/10`);
    }
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

  test('the duty officer sees each alert with why, who and what next, and every case is closed', async () => {
    const { page, complaints } = await enterAs(browser, 'duty', desk);
    await page.waitForSelector('[data-testid=waiting]');
    await picture(page, 'duty');
    expect(await page.textContent('body')).not.toMatch(/确诊/);
    expect(complaints).toEqual([]);
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
