import { describe, expect, test } from 'vitest';
import { maySend, pauseSeconds } from './may-send.decider.js';
import type { Known } from './may-send.decider.js';

const now = new Date('2026-11-22T08:00:00Z');
const id = '0198f2a0-0000-7000-8000-000000000008';
const nothing: Known = { restsOn: null, trueWhile: [], standing: null, result: null, until: null, callOver: null };
const aboutCase = (state: string, sequence: number): Known => ({
  ...nothing,
  restsOn: { kind: 'case', id, sequence: 3, state: 'cleared' },
  trueWhile: ['cleared'],
  standing: { state, sequence },
});
const aboutResult = (version: number, releasedVersion: number | null, status = 'final'): Known => ({
  ...nothing,
  result: { version, releasedVersion, status: releasedVersion === null ? null : status },
});

describe('a notice', () => {
  test.each<[string, Known, ReturnType<typeof maySend>]>([
    ['that rests on nothing goes', nothing, 'go'],
    ['about a case that stands as it says goes', aboutCase('cleared', 3), 'go'],
    ['about a case that has moved on and stands so again goes', aboutCase('cleared', 5), 'go'],
    ['about a case of which nothing was told waits', { ...aboutCase('', 0), standing: null }, 'wait'],
    ['about a case whose facts are on their way waits, however it looks', aboutCase('open', 2), 'wait'],
    ['about a case that was taken back is overtaken', aboutCase('revoked', 4), 'overtaken'],
    ['about a result that nobody released waits', aboutResult(1, null), 'wait'],
    ['about a version of which an earlier one was released waits', aboutResult(2, 1), 'wait'],
    ['about the released version goes', aboutResult(1, 1), 'go'],
    ['about a corrected version that was released goes', aboutResult(2, 2, 'corrected'), 'go'],
    ['about a version that was replaced is overtaken', aboutResult(1, 2, 'corrected'), 'overtaken'],
    ['about a cancelled result is overtaken', aboutResult(1, 1, 'cancelled'), 'overtaken'],
    ['that calls for what somebody has taken is overtaken', { ...nothing, callOver: 'taken' }, 'overtaken'],
    ['past its time is overtaken', { ...nothing, until: now }, 'overtaken'],
    ['within its time goes', { ...nothing, until: new Date(now.getTime() + 1) }, 'go'],
  ])('%s', (_law, known, verdict) => {
    expect(maySend(known, now)).toBe(verdict);
  });

  test('is tried again after 2, 4, 8, 16 and 32 seconds', () => {
    expect([1, 2, 3, 4, 5].map(pauseSeconds)).toEqual([2, 4, 8, 16, 32]);
  });
});
