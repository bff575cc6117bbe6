import { describe, expect, test } from 'vitest';
import { needsNewAttempt } from './queue-cases.decider.js';

describe('the bell of an escalation nobody acknowledged', () => {
  test.each([
    ['a job that is gone is rung again at once', 'missing', 1, 2, true],
    ['a job that was just made is not taken for lost', 'missing', 1, 1, false],
    ['a failed job is rung again', 'failed', 1, 5, true],
    ['a job that fails again and again is rung less often', 'failed', 3, 10, false],
    ['but at least every half minute', 'failed', 40, 30, true],
    ['a job that works is left alone', 'active', 1, 30, false],
    ['a job that works too long is rung again', 'active', 1, 60, true],
    ['an answer on its way is waited for', 'completed', 1, 30, false],
    ['an answer that never came is asked for again', 'completed', 1, 60, true],
    ['a job that waits for isolation to come back is left hanging', 'waiting', 1, 200, false],
    ['a job put off by the queue is left hanging', 'delayed', 1, 200, false],
  ] as const)('%s', (_law, state, attempt, silentSeconds, expected) => {
    expect(needsNewAttempt(state, attempt, silentSeconds)).toBe(expected);
  });

  test('a flushed Redis is whole again within 60 s, whatever was tried before', () => {
    for (let attempt = 0; attempt < 20; attempt += 1) expect(needsNewAttempt('missing', attempt, 30)).toBe(true);
  });
});
