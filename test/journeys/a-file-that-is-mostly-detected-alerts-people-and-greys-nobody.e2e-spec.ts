import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../apps/bulou/src/outside/until.js';
import { enterAs, openBrowser, picture } from './open-page.js';
import { row, SmallDrill, somePeople } from './small-drill.js';

// A minute of the policy is a second of this drill: rungs after 1, 5 and 15 s, grey proofs after 10 s.
const timeScale = 60;
const phone = { width: 480, height: 960 };

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

const proofsOf = async (people: readonly string[]) => {
  const results = await Promise.all(people.map((person) => drill.me(person)));
  return results.map(({ proof }) => proof.state);
};

describe('a file in which nine of ten rows are detected', () => {
  test('alerts people at once and up the ladder, and touches no resident until a person says so', async () => {
    const groups = Array.from({ length: 10 }, () => somePeople(2));
    const people = groups.flat();
    const earlier = await drill.bring('first', groups);
    const { job } = await drill.upload(earlier.map((tube) => [tube, ...row.negative] as const));
    await drill.release(job);
    const all = (state: string) => people.map(() => state);
    await until('the proofs of the first round', 30, async () =>
      (await proofsOf(people)).every((state) => state === 'valid') ? true : undefined,
    );

    const tubes = await drill.bring('second', groups);
    const [clean = '', ...detected] = tubes;
    const answer = await drill.upload([
      [clean, ...row.negative] as const,
      ...detected.map((tube) => [tube, ...row.detected] as const),
    ]);
    expect(answer).toMatchObject({ accepted: 10, alarming: 9 });

    const alerts = await until('an owner of every alert', 60, async () => {
      const ledger = await drill.ledger();
      return ledger.length === 9 && ledger.every(({ owner }) => owner.person !== null) ? ledger : undefined;
    });
    expect(alerts.map(({ tubeId }) => tubeId).toSorted()).toEqual(detected.toSorted());
    // The last rung is called after fifteen seconds: the ten at which a plausible file greys are over by then.
    const climbed = await until('the last rung of every ladder', 40, async () => {
      const ledger = await drill.ledger();
      return ledger.every(({ rung }) => rung === 3) ? ledger : undefined;
    });
    expect(await proofsOf(people)).toEqual(all('valid'));

    const [one] = climbed;
    const spokenOf = groups[tubes.indexOf(one?.tubeId ?? '')] ?? [];
    await drill.take(one?.escalationId ?? '');
    await until('its own people are asked for', 30, async () =>
      (await proofsOf(spokenOf)).every((state) => state === 'ask') ? true : undefined,
    );
    const rest = people.filter((person) => !spokenOf.includes(person));
    expect(await proofsOf(rest)).toEqual(rest.map(() => 'valid'));

    await drill.showAtTheDoor({ 'resident-mostly': rest.at(-1) ?? '' });
    const { page, complaints } = await enterAs(browser, 'resident-mostly', phone);
    await page.waitForSelector('[role=status]');
    await picture(page, 'mostly-detected');
    const body = (await page.textContent('body')) ?? '';
    expect(body).not.toMatch(/阳性|确诊|positive/i);
    expect(body).toMatch(/证明有效/);
    expect(complaints).toEqual([]);
  });
});
