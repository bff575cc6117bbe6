import { expect, test } from 'vitest';
import { LooksThisHour } from './looks-this-hour.js';

test('a thousand looks within a second count the hour once, and each is one more than the last', async () => {
  const looks = new LooksThisHour();
  let counts = 0;
  const count = () => {
    counts += 1;
    return Promise.resolve(500);
  };
  const seen = [];
  for (let one = 0; one < 1_000; one += 1) seen.push(await looks.before(one / 2, count));
  expect(counts).toBe(1);
  expect([seen[0], seen.at(-1)]).toEqual([500, 1_499]);
});

test('the hour is counted anew after a second, with what others read and without what is over', async () => {
  const looks = new LooksThisHour();
  await looks.before(0, () => Promise.resolve(39_999));
  expect(await looks.before(999, () => Promise.reject(new Error('not yet')))).toBe(40_000);
  expect(await looks.before(1_000, () => Promise.resolve(12))).toBe(12);
});
