import { describe, expect, test } from 'vitest';
import { eachOnce } from './each-once.js';

/** Numbers that are due, two to a page; the bad ones cannot be written, alone or with others. */
async function look(due: readonly number[], bad: readonly number[]) {
  const written: number[] = [];
  const failed: number[] = [];
  const done = await eachOnce<number>({
    pageAfter: (last) => Promise.resolve(due.filter((one) => last === undefined || one > last).slice(0, 2)),
    work: (some) => {
      if (some.some((one) => bad.includes(one))) return Promise.reject(new Error('a planted fault'));
      written.push(...some);
      return Promise.resolve();
    },
    failed: (one) => failed.push(one),
  });
  return { done, written, failed };
}

describe('one look at all that is due', () => {
  test('writes everybody once', async () => {
    expect(await look([1, 2, 3, 4, 5], [])).toEqual({ done: 5, written: [1, 2, 3, 4, 5], failed: [] });
  });

  test('goes past a whole page that cannot be written, and names each of it once', async () => {
    expect(await look([1, 2, 3, 4, 5], [1, 2])).toEqual({ done: 3, written: [3, 4, 5], failed: [1, 2] });
  });

  test('writes whoever stands beside one that cannot be written', async () => {
    expect(await look([1, 2, 3], [2])).toEqual({ done: 2, written: [1, 3], failed: [2] });
  });

  test('of nothing is over at once', async () => {
    expect(await look([], [])).toEqual({ done: 0, written: [], failed: [] });
  });
});
