import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../apps/bulou/src/outside/until.js';
import { enterAs, openAlertList, openBrowser, picture } from './open-page.js';
import type { OpenedPage } from './open-page.js';
import { row, SmallDrill, somePeople } from './small-drill.js';
import type { LedgerAlert } from './small-drill.js';

// A minute of the policy is a second of this drill: rungs after 1, 5 and 15 s, grey proofs after 10 s.
const timeScale = 60;
const greySeconds = 10;
const phone = { width: 480, height: 960 };
const neverRead = /阳性|确诊|positive/i;

let drill: SmallDrill;
let browser: Browser;
beforeAll(async () => {
  drill = await SmallDrill.open(timeScale, { runMinutesMin: 0 });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await drill?.close();
});

async function readsNothingOfIt(person: string, name: string): Promise<string> {
  const { page, complaints } = await enterAs(browser, person, phone);
  await page.waitForSelector('[role=status]');
  await picture(page, name);
  const body = (await page.textContent('body')) ?? '';
  expect(body).not.toMatch(neverRead);
  expect(complaints).toEqual([]);
  await page.context().close();
  return body;
}

/** The duty officer's console, with ears: how many tones it started is counted where they would leave the machine. */
async function listeningConsole(): Promise<OpenedPage> {
  const opened = await enterAs(browser, 'duty-small', { width: 1280, height: 900 });
  await openAlertList(opened.page);
  await opened.page.evaluate(() => {
    const house = globalThis as unknown as { sounded: number };
    house.sounded = 0;
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (this: OscillatorNode, when?: number) {
      house.sounded += 1;
      start.call(this, when);
    };
  });
  return opened;
}

const secondsBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 1_000;

describe('a detected row that nobody releases and a gate holds', () => {
  test('has an owner within a minute, climbs rung by rung, greys the proofs of its people, and nobody reads 阳性', async () => {
    const members = somePeople(3);
    const others = Array.from({ length: 9 }, () => somePeople(1));
    const [first = '', ...firstTubes] = await drill.bring('first', [members, ...others]);
    const { job } = await drill.upload([first, ...firstTubes].map((tube) => [tube, ...row.negative] as const));
    await drill.release(job);
    const [member = ''] = members;
    await until('the proof of the first round', 30, async () =>
      (await drill.me(member)).proof.state === 'valid' ? true : undefined,
    );
    await drill.showAtTheDoor({ 'resident-in-pool': member });

    const desk = await listeningConsole();
    const [pool = '', ...tubes] = await drill.bring('second', [members, ...others]);
    const file = [
      [pool, ...row.detectedWithoutCurve] as const,
      ...tubes.map((tube) => [tube, ...row.negative] as const),
    ];
    const answer = await drill.upload(file);
    expect(answer).toMatchObject({ accepted: 9, held: 1, alarming: 1, errors: [{ code: 'CT_MISSING' }] });

    const owned = await until('an owner of the alert', 60, () => alertOf(pool, ({ owner }) => owner.person !== null));
    expect(owned.calls[0]).toMatchObject({ rung: 0, person: `duty-${drill.district}` });
    expect(secondsBetween(owned.openedAt, owned.calls[0]?.calledAt ?? '')).toBeLessThan(60);
    // Silence does not grey before its time, whatever the machine has acknowledged.
    const before = await drill.me(member);
    expect(secondsBetween(owned.openedAt, before.asOf)).toBeLessThan(greySeconds);
    expect(before.proof.state).toBe('valid');

    const atTheTop = await until('the last rung', 40, () => alertOf(pool, ({ rung }) => rung === 3));
    expect(atTheTop.calls.map(({ rung, person }) => [rung, person])).toEqual([
      [0, `duty-${drill.district}`],
      [1, `officer-${drill.district}`],
      [2, `liaison-${drill.district}`],
      [3, 'practice-wall'],
    ]);
    const silences = atTheTop.calls.map(({ calledAt }) => secondsBetween(atTheTop.openedAt, calledAt));
    expect(silences.map((seconds, rung) => seconds >= ([0, 1, 5, 15][rung] ?? 0))).toEqual([true, true, true, true]);
    expect(atTheTop.receivedAt).not.toBeNull();
    expect(secondsBetween(atTheTop.openedAt, atTheTop.receivedAt ?? '')).toBeLessThan(60);
    expect(atTheTop.takenAt).toBeNull();

    for (const person of members) {
      expect((await drill.me(person)).proof.state, 'the proof of a member is grey').toBe('ask');
    }
    expect((await drill.me(others[0]?.[0] ?? '')).proof.state, 'the proof of everybody else is not').toBe('valid');
    expect(await readsNothingOfIt('resident-in-pool', 'pool-silent')).toMatch(/请询问工作人员/);

    const card = desk.page.locator(`[data-tube="${pool}"]`);
    await card.locator('[data-testid=owner]', { hasText: '指挥部 practice-wall' }).waitFor({ timeout: 15_000 });
    await picture(desk.page, 'console-waiting');
    expect(await desk.page.evaluate(() => (globalThis as unknown as { sounded: number }).sounded)).toBeGreaterThan(0);
    expect(desk.complaints).toEqual([]);

    const taken = await drill.take(atTheTop.escalationId);
    expect(taken).toMatchObject({ takenBy: `duty-${drill.district}`, cases: 3, recollections: 3, holds: 3 });
    await until('the ledger knows who took it', 30, () => alertOf(pool, ({ takenBy }) => takenBy === taken.takenBy));
    await until('the resident is told to wait for the staff', 30, async () =>
      (await drill.me(member)).view === 'under-recollection' ? true : undefined,
    );
    expect((await drill.me(member)).proof.state).toBe('ask');
    expect(await readsNothingOfIt('resident-in-pool', 'pool-taken')).toMatch(/请原地等待工作人员联系/);
  });

  async function alertOf(tubeId: string, is: (alert: LedgerAlert) => boolean): Promise<LedgerAlert | undefined> {
    return (await drill.ledger()).find((alert) => alert.tubeId === tubeId && is(alert));
  }
});
