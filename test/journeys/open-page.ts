import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { inject } from 'vitest';
import { house, runBulou } from './run-bulou.js';

// Debian's own browser; the flags keep it from looking for the outside world at its start.
const executablePath = '/usr/bin/chromium';
const quiet = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

export const openBrowser = (): Promise<Browser> => chromium.launch({ executablePath, args: quiet });

export interface OpenedPage {
  readonly page: Page;
  /** What the page complained of: errors of its script, and answers that it did not expect. */
  readonly complaints: string[];
}

/** Signs in as a person of the practice round, by one click on the door page; `prepare` sees the page before it opens. */
export async function enterAs(
  browser: Browser,
  person: string,
  viewport: { width: number; height: number },
  prepare: (page: Page) => Promise<void> = async () => undefined,
): Promise<OpenedPage> {
  const context = await browser.newContext({ viewport, locale: 'zh-CN' });
  const page = await context.newPage();
  await prepare(page);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
  });
  await page.goto(`${inject('houseUrl')}/`);
  await page.click(`button[data-person=${person}]`);
  await page.waitForURL(/\/(sampler|console|wall|resident)/);
  return { page, complaints };
}

interface PracticeRound {
  readonly campaignId: string;
  readonly people: { key: string; scope: { site?: string } }[];
}

/** Adds a duty officer for the district of somebody's site: the practice round gives a duty officer to one district only. */
export async function addDutyOfficer(key: string, besides: string): Promise<void> {
  const url = `${inject('houseUrl')}/api/gateway/v1/practice/people`;
  const { campaignId, people } = (await (await fetch(url)).json()) as PracticeRound;
  const district = people.find((person) => person.key === besides)?.scope.site?.slice(0, 6);
  const officer = { key, zh: '值班员', en: 'duty officer', role: 'cdc-duty', scope: { district }, page: '/console' };
  const token = (await runBulou(house(), ['token', '--role', 'admin'])).stdout.trim();
  const answer = await fetch(url, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ campaignId, people: [...people, officer] }),
  });
  if (!answer.ok) throw new Error(`the duty officer was not added: ${answer.status} ${await answer.text()}`);
}

/** Goes from the board to the list of alerts, for whoever looks at alerts and not at people. */
export async function openAlertList(page: Page): Promise<void> {
  await page.click('[data-view=list]');
  await page.waitForSelector('[data-testid=waiting]');
}

/** Keeps a picture of the page in the run state, for whoever wants to look. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = join(inject('houseState'), 'pictures');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
