import { describe, expect, test } from 'vitest';
import { undeliveredReason } from './undelivered.decider.js';
import type { Progress } from './undelivered.decider.js';

const failed: Progress = {
  isUndelivered: false,
  outcome: 'failed',
  isLate: false,
  reason: 'no-channel',
  isDrill: false,
};

describe('whether somebody has to knock on the door', () => {
  test('a house without a way out sends somebody to every door of a live campaign', () => {
    expect(undeliveredReason(failed)).toBe('no-channel');
  });

  test('and to none of a drill, now or when it is late: the notice stands on the person’s page', () => {
    expect(undeliveredReason({ ...failed, isDrill: true })).toBeNull();
    expect(undeliveredReason({ ...failed, isDrill: true, isLate: true })).toBeNull();
  });

  test.each(['no-phone', 'rejected'])('a drill with a way out practises the door all the same: %s', (reason) => {
    expect(undeliveredReason({ ...failed, isDrill: true, reason })).toBe(reason === 'no-phone' ? 'no-phone' : 'failed');
  });

  test('what is still under way is late, what arrived or was overtaken is not', () => {
    expect(undeliveredReason({ ...failed, outcome: null, isLate: true })).toBe('not-delivered-in-time');
    expect(undeliveredReason({ ...failed, outcome: 'sent', isLate: true })).toBe('not-delivered-in-time');
    for (const outcome of ['delivered', 'read', 'overtaken'] as const) {
      expect(undeliveredReason({ ...failed, outcome, isLate: true })).toBeNull();
    }
  });

  test('nobody knocks twice for one notice', () => {
    expect(undeliveredReason({ ...failed, isUndelivered: true })).toBeNull();
  });
});
