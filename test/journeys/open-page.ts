import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { inject } from 'vitest';

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

/** Signs in as a person of the practice round, by one click on the door page. */
export async function enterAs(
  browser: Browser,
  person: string,
  viewport: { width: number; height: number },
): Promise<OpenedPage> {
  const context = await browser.newContext({ viewport, locale: 'zh-CN' });
  const page = await context.newPage();
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

/** Keeps a picture of the page in the run state, for whoever wants to look. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = join(inject('houseState'), 'pictures');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
