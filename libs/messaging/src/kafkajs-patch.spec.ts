import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { patchKafkajs } from './kafkajs-patch.js';

const { scheduleCheckPendingRequests } = patchKafkajs();

function queue(state: { pending?: unknown[]; throttledUntil?: number } = {}) {
  const checks: number[] = [];
  return {
    throttleCheckTimeoutId: null,
    throttledUntil: -1,
    pending: [],
    checks,
    checkPendingRequests: () => void checks.push(1),
    ...state,
  };
}

describe('a connection to a broker', () => {
  // kafkajs writes the wall clock of the process into its queue; the test holds that clock in its hand.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  test('with nothing to send arms no timer at all', () => {
    const idle = queue();
    scheduleCheckPendingRequests.call(idle);
    expect(idle.throttleCheckTimeoutId).toBeNull();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('with a request in the queue looks again after ten milliseconds, once', () => {
    const busy = queue({ pending: ['request'] });
    scheduleCheckPendingRequests.call(busy);
    scheduleCheckPendingRequests.call(busy);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(10);
    expect(busy.checks).toEqual([1]);
    expect(busy.throttleCheckTimeoutId).toBeNull();
  });

  test('that its broker throttles looks again when the throttle is over', () => {
    const soon = performance.timeOrigin + performance.now() + 500;
    const throttled = queue({ throttledUntil: soon });
    scheduleCheckPendingRequests.call(throttled);
    vi.advanceTimersByTime(400);
    expect(throttled.checks).toEqual([]);
    vi.advanceTimersByTime(101);
    expect(throttled.checks).toEqual([1]);
  });
});
