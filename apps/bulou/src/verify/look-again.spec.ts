import { describe, expect, test } from 'vitest';
import { lookAgainWhileTold } from './look-again.js';
import type { VerifyReport } from './report.js';

const found = (violations: number): VerifyReport => ({ violations, campaigns: [], checks: [], figures: {} as never });

/** Out: how many looks were taken, and what the last one found. */
async function looks(finds: readonly number[], positions: readonly string[]) {
  let [taken, asked] = [0, 0];
  const look = async () => found(finds[taken++] ?? 0);
  const told = async () => positions[Math.min(asked++, positions.length - 1)] ?? '';
  return { violations: (await lookAgainWhileTold(look, told)).violations, taken };
}

describe('a look from outside', () => {
  test('that finds something while nothing was told counts at once', async () => {
    expect(await looks([3], ['a'])).toEqual({ violations: 3, taken: 1 });
  });

  test('that finds something while a clock told a fact is taken again', async () => {
    expect(await looks([3, 0], ['a', 'b'])).toEqual({ violations: 0, taken: 2 });
  });

  test('that finds it again while nothing is told any more reports it', async () => {
    expect(await looks([3, 2], ['a', 'b', 'b', 'b'])).toEqual({ violations: 2, taken: 2 });
  });

  test('ends although the clocks never do, and reports what it saw last', async () => {
    const positions = Array.from({ length: 20 }, (_, index) => String(index));
    expect(await looks([9, 8, 7, 6, 5, 4], positions)).toEqual({ violations: 5, taken: 5 });
  });
});
