import type { PracticePerson } from '@lib/contracts/http/gateway/practice';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { supervisorOf } from '../../apps/bulou/src/demo/callers.js';
import { until } from '../../apps/bulou/src/outside/until.js';
import { enterAs, openBrowser, picture } from './open-page.js';
import { labCode, row, SmallDrill } from './small-drill.js';

const desk = { width: 1366, height: 768 };
const patient = { timeout: 60_000 };
const secondLab = 'LAB-DRILL2';
const technician = 'second-technician';

let drill: SmallDrill;
let browser: Browser;
let person = '';
let single = '';

beforeAll(async () => {
  browser = await openBrowser();
  drill = await SmallDrill.open(1, { runMinutesMin: 0 });
  await registerLab();
  const bench: PracticePerson = {
    ...{ key: technician, zh: '第二家检验员', en: 'second technician', role: 'lab', scope: { lab: secondLab } },
    page: '/console',
  };
  await drill.showAtTheDoor({}, [bench]);
  const people = await drill.register(2);
  person = people[0] ?? '';
  const [pool = ''] = await drill.bring('first', [people]);
  await drill.upload([[pool, ...row.detected]]);
  const alert = await until('the alert', 90, async () =>
    (await drill.ledger()).find(({ tubeId, receivedAt }) => tubeId === pool && receivedAt !== null),
  );
  await drill.take(alert.escalationId);
  const singles = await drill.recollect(people);
  single = singles.get(person) ?? '';
  const rows = [...singles.values()].map((tube) => [tube, ...(tube === single ? row.detected : row.negative)] as const);
  await drill.release((await drill.upload(rows)).job);
  const referral = {
    method: 'POST',
    path: `/api/lab/v1/tubes/${single}/referrals`,
    json: { toLab: secondLab },
  } as const;
  await drill.client.ask(supervisorOf(labCode), referral);
});
afterAll(async () => {
  await browser?.close();
  await drill?.close();
});

async function registerLab(): Promise<void> {
  const json = { labCode: secondLab, name: '演练二号实验室' };
  await drill.client.ask(
    { sub: 'admin-1', role: 'admin', scope: {} },
    { method: 'POST', path: '/api/lab/v1/labs', json },
  );
}

test('the second laboratory receives it, finds otherwise, and a duty officer has the person drawn again', async () => {
  const bench = await enterAs(browser, technician, desk);
  const lineOf = (list: Locator): Locator => list.getByRole('row', { name: single });
  const atBench = lineOf(bench.page.locator('[data-list=referrals]'));
  await atBench.getByRole('button', { name: '签收' }).click(patient);
  await atBench.getByText('待第二家出结果').waitFor(patient);
  await picture(bench.page, 'referral-received');
  await bench.page.context().close();

  await drill.upload([[single, ...row.negative]], secondLab);
  const duty = await enterAs(browser, 'duty-small', desk);
  const atDuty = lineOf(duty.page.locator('[data-list=referrals]'));
  await atDuty.getByText('两家不一致').waitFor(patient);
  await atDuty.scrollIntoViewIfNeeded();
  await picture(duty.page, 'referral-contradicts');
  await atDuty.getByRole('button', { name: '重新采样' }).click();
  await atDuty.getByText('已通知本人重新单采').waitFor(patient);
  await picture(duty.page, 'referral-drawn-again');
  const [order] = await drill.ordersOf([person]);
  expect(order).toMatchObject({ participantId: person, cause: 'results-differ' });
  expect([...bench.complaints, ...duty.complaints].filter((one) => !one.startsWith('503'))).toEqual([]);
  await duty.page.context().close();
});
