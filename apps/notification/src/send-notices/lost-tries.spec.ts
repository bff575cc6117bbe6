import { limits } from '@lib/platform';
import { expect, test } from 'vitest';
import { afterLoss } from './lost-tries.decider.js';

test('a way that loses its worker is tried again, then apart, fails and pages, is tried once more, and is over', () => {
  const losses = [1, 2, 3, 4, 5].map((lost) => afterLoss(lost, limits.noticeLosses.value));
  expect(losses).toEqual(['at-once', 'apart', 'failed-once', 'over', 'over']);
});

test('whatever becomes of it is known before the person it is for counts as not told in time', () => {
  const tries = limits.noticeLosses.value + 1;
  const noticeDeliveryMinutes = 15; // The default of the policy.
  const longest = tries * (limits.noticeClaim.value + limits.noticeApart.value);
  expect(longest).toBeLessThan(noticeDeliveryMinutes * 60_000);
});
