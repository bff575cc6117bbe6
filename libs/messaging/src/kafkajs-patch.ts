import { createRequire } from 'node:module';

interface RequestQueueInternals {
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  throttledUntil: number;
  pending: unknown[];
  checkPendingRequests(): void;
}

interface RequestQueueClass {
  prototype: RequestQueueInternals & { scheduleCheckPendingRequests(this: RequestQueueInternals): void };
}

/** How long a request that waits for a free slot sleeps before it looks again; the value kafkajs 2.2.4 uses itself. */
const PENDING_CHECK_MILLISECONDS = 10;

/**
 * kafkajs 2.2.4 re-arms a 1 ms timer for ever on every broker connection, also when nothing waits (kafkajs#1751): some
 * 3 % of a core for an idle process. The timer is armed only while a request is queued or the broker throttles.
 * The file is loaded before any client is made; a second call changes nothing. Out: what was patched.
 */
export function patchKafkajs(): RequestQueueClass['prototype'] {
  const requestQueue = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as RequestQueueClass;
  requestQueue.prototype.scheduleCheckPendingRequests = function scheduleOnlyWhenNeeded() {
    if (this.throttleCheckTimeoutId) return;
    // kafkajs compares with the wall clock it wrote itself, so the same clock must be read here.
    const throttleMilliseconds = this.throttledUntil - performance.timeOrigin - performance.now();
    if (this.pending.length === 0 && throttleMilliseconds <= 0) return;
    const delay = throttleMilliseconds > 0 ? throttleMilliseconds : PENDING_CHECK_MILLISECONDS;
    this.throttleCheckTimeoutId = setTimeout(() => {
      this.throttleCheckTimeoutId = null;
      this.checkPendingRequests();
    }, Math.ceil(delay));
  };
  return requestQueue.prototype;
}
