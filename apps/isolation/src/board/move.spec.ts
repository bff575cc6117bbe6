import { boardColumns, wordsOf } from '@lib/vocabulary';
import type { BoardColumn } from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';
import { stepTo } from './move.decider.js';

const columns = wordsOf(boardColumns);
const refusedWith = (from: BoardColumn, to: BoardColumn): string => {
  try {
    return stepTo(from, to);
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('a move on the board', () => {
  test.each([
    ['screened', 'listed', 'take-alert'],
    ['listed', 'contact', 'take-in-hand'],
    ['listed', 'held', 'reach'],
    ['contact', 'held', 'reach'],
    ['held', 'recollection', 'keep'],
  ] as const)('from %s to %s is the act %s', (from, to, step) => {
    expect(stepTo(from, to)).toBe(step);
  });

  test('to the result follows from the sealed tube and from nothing else', () => {
    for (const from of columns) expect(refusedWith(from, 'review')).toBe('MOVE_FOLLOWS_A_FACT');
  });

  test('to transfer, room or end names vehicle, room or decision on a form of its own', () => {
    for (const to of ['transfer', 'admitted', 'ended'] as const) {
      for (const from of columns) expect(refusedWith(from, to)).toBe('MOVE_HAS_ITS_OWN_FORM');
    }
  });

  test('never goes back, and never skips a tube that nobody took', () => {
    expect(refusedWith('held', 'listed')).toBe('MOVE_NOT_NEXT');
    expect(refusedWith('screened', 'contact')).toBe('MOVE_NOT_NEXT');
    expect(refusedWith('screened', 'held')).toBe('MOVE_NOT_NEXT');
    expect(refusedWith('listed', 'listed')).toBe('MOVE_NOT_NEXT');
  });
});
