import type { PracticePerson } from '@lib/contracts/http/gateway/practice';
import { systemClock } from '@lib/platform';
import { identityCheckOf } from '@lib/vocabulary';
import type { Browser, Page } from 'playwright-core';
import { inject } from 'vitest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../apps/bulou/src/outside/until.js';
import { enterAs, openAlertList, openBrowser, picture } from './open-page.js';
import { row, SmallDrill, somePeople } from './small-drill.js';

const phone = { width: 480, height: 960 };
const desk = { width: 1280, height: 900 };
const members = somePeople(2);

let drill: SmallDrill;
let browser: Browser;
beforeAll(async () => {
  // At the pace of the day: a hold lasts for hours, and is here until somebody ends it.
  drill = await SmallDrill.open(1, { runMinutesMin: 0 });
  browser = await openBrowser();
  const [held = '', other = ''] = members;
  await drill.showAtTheDoor({ 'resident-held': held, 'resident-other': other }, staff());
  const [pool = ''] = await drill.bring('first', [members]);
  await drill.upload([[pool, ...row.detected]]);
  const alert = await until('the alert', 60, async () =>
    (await drill.ledger()).find(({ tubeId, receivedAt }) => tubeId === pool && receivedAt !== null),
  );
  await drill.take(alert.escalationId);
});
afterAll(async () => {
  await browser?.close();
  await drill?.close();
});

function staff(): PracticePerson[] {
  const { district, siteCode: site } = drill;
  const inDistrict = { scope: { district }, page: '/console' } as const;
  const inCity = { scope: {}, page: '/console' } as const;
  return [
    { key: 'officer-small', zh: '隔离专班', en: 'officer', role: 'isolation-officer', ...inDistrict },
    { key: 'liaison-small', zh: '区县联络员', en: 'liaison', role: 'district-liaison', ...inDistrict },
    { key: 'hotline-small', zh: '热线', en: 'hotline', role: 'hotline', ...inCity },
    { key: 'auditor-small', zh: '督查员', en: 'auditor', role: 'auditor', ...inCity },
    { key: 'courier-small', zh: '转运员', en: 'courier', role: 'courier', ...inDistrict },
    { key: 'lost-sampler', zh: '采样员', en: 'sampler', role: 'sampler', scope: { site }, page: '/console' },
    { key: 'new-sampler', zh: '采样员', en: 'sampler', role: 'sampler', scope: { site }, page: '/sampler' },
    { key: 'manager', zh: '站长', en: 'manager', role: 'site-manager', scope: { site, district }, page: '/console' },
  ];
}

const measureOf = (page: Page, person: string) =>
  page.locator('[data-measure]', { hasText: `…${person.slice(-6)}` }).first();

describe('who is held', () => {
  const [held = '', other = ''] = members;

  test('reads why, by whom and until when, objects, and is told by when there is an answer', async () => {
    const { page, complaints } = await enterAs(browser, 'resident-held', phone);
    const mine = page.getByTestId('my-measures');
    await mine.getByText('就地管控').first().waitFor();
    await picture(page, 'resident-held');
    expect(await mine.textContent()).toMatch(/为什么[\s\S]*由谁决定[\s\S]*法律依据[\s\S]*到此自动结束/);
    await mine.getByTestId('object').click();
    await picture(page, 'resident-objects');
    await mine.locator('textarea').fill('我那天不在，电话13800138000');
    await mine.getByTestId('send-appeal').click();
    await mine.getByTestId('appeal').waitFor();
    expect(await mine.getByTestId('appeal').textContent()).toContain('答复期限');
    await mine.getByRole('button', { name: '透析' }).click();
    await mine.getByText('通行有效至').waitFor();
    await picture(page, 'resident-objected');
    expect(await page.textContent('body')).not.toMatch(/阳性|确诊|13800138000/);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('may telephone: the hotline objects for somebody and grants a pass', async () => {
    const { page, complaints } = await enterAs(browser, 'hotline-small', desk);
    const card = measureOf(page, other);
    await card.getByTestId('pass').click();
    await card.getByTestId('file-appeal').click();
    await card.getByTestId('open-appeal').waitFor();
    await picture(page, 'hotline');
    expect(await card.getByTestId('lift').count()).toBe(0);
    expect(await page.locator('.drill').textContent()).toBe('演练');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('is answered by an auditor: one objection is upheld, the other ends the measure', async () => {
    const { page, complaints } = await enterAs(browser, 'auditor-small', desk);
    await measureOf(page, held).getByTestId('open-appeal').waitFor();
    await picture(page, 'auditor');
    await measureOf(page, other).getByTestId('upheld').click();
    await measureOf(page, other).getByTestId('open-appeal').waitFor({ state: 'detached' });
    await measureOf(page, held).getByLabel('异议成立，解除').selectOption('wrong-person');
    await measureOf(page, held).getByTestId('lifted').click();
    await measureOf(page, held).waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
    await page.context().close();

    const resident = await enterAs(browser, 'resident-held', phone);
    await resident.page.getByText('异议成立，措施已解除：对象有误').waitFor();
    await picture(resident.page, 'resident-freed');
    await resident.page.context().close();
  });

  test('is held longer by another officer only, and is let go by one', async () => {
    const { page } = await enterAs(browser, 'officer-small', desk);
    const card = measureOf(page, other);
    await card.locator('input[type=number]').fill('400');
    await card.getByTestId('extend').click();
    const refused = page.getByTestId('refused');
    await refused.waitFor();
    await picture(page, 'officer');
    await card.getByTestId('lift').click();
    await card.waitFor({ state: 'detached' });
    expect(await refused.count()).toBe(0);
    await page.context().close();
  });
});

describe('a page', () => {
  test('of a liaison shows the alerts without names, and complains of nothing', async () => {
    const { page, complaints } = await enterAs(browser, 'liaison-small', desk);
    await openAlertList(page);
    await page.locator('article tr[data-state]').first().waitFor();
    await picture(page, 'liaison');
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(await page.locator('.drill').textContent()).toBe('演练');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('leads whoever has no desk there on', async () => {
    const lost = await enterAs(browser, 'lost-sampler', phone);
    await lost.page.waitForURL(/\/sampler/);
    await lost.page.context().close();
    const courier = await enterAs(browser, 'courier-small', desk);
    await courier.page.getByText('您的角色在这里没有工作台').click();
    await courier.page.waitForURL(/\/rights#courier/);
    await courier.page.context().close();
  });
});

/** Somebody under age who is on no roster: the card says so, and the guardian is asked for. */
async function registerMinor(page: Page): Promise<void> {
  const first17 = `99010120150101${String(systemClock.now().getTime()).slice(-3)}`;
  await page.getByTestId('register-person').locator('summary').click();
  await page.getByTestId('person-name').fill('演练小甲');
  await page.getByTestId('person-card').fill(`${first17}${identityCheckOf(first17)}`);
  expect(await page.getByTestId('is-minor').isChecked()).toBe(true);
  await page.getByTestId('guardian-name').fill('演练大甲');
  await page.getByTestId('guardian-phone').fill('13800000000');
  await picture(page, 'register-minor');
  await page.getByTestId('register').click();
  await page.getByTestId('registered').getByText('已登记').waitFor();
}

describe('a device', () => {
  test('is registered by the site manager who has it in hand, and a sampler starts a shift on it', async () => {
    const { page, complaints } = await enterAs(browser, 'manager', phone);
    await page.getByText('登记本机为采样设备').click();
    await picture(page, 'device-register');
    await page.getByTestId('register-device').click();
    await page.getByText('换采样员登录').click();
    await page.click('button[data-person=new-sampler]');
    await page.getByTestId('start-shift').waitFor();
    await picture(page, 'device-start');
    await page.getByTestId('start-shift').click();
    await page.click('[data-testid=make-codes]');
    const tube = await page.getAttribute('figure[data-kind=tube] img', 'alt');
    await page.fill('[data-testid=scan]', tube ?? '');
    await page.press('[data-testid=scan]', 'Enter');
    await page.waitForSelector('[data-testid=history] li.good');
    await picture(page, 'device-scans');
    await registerMinor(page);
    await page.getByTestId('count').getByText('1/').waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('that nobody registered starts no shift, and says why', async () => {
    const { page } = await enterAs(browser, 'new-sampler', phone);
    await page.getByTestId('start-shift').click();
    await page.getByRole('alert').waitFor();
    await picture(page, 'device-refused');
    expect(await page.getByRole('alert').textContent()).toContain('请站长在本机登录');
    await page.context().close();
  });
});

describe('the pages without sign-in', () => {
  test.each(['/', '/rights', '/docs/refusals', '/docs'])(
    '%s is readable in a telephone and at a desk',
    async (path) => {
      for (const [name, viewport] of Object.entries({ phone, desk })) {
        const page = await browser.newPage({ viewport });
        await page.goto(`${inject('houseUrl')}${path}`);
        await picture(page, `open-${name}${path.replaceAll('/', '-')}`);
        const wide = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(wide, `${path} scrolls sideways on a ${name}`).toBeLessThanOrEqual(0);
        await page.close();
      }
    },
  );
});
