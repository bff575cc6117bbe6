import { setTimeout as wait } from 'node:timers/promises';

export interface EventuallyOptions {
  /** How long the condition may take; default 10 s. */
  readonly withinMs?: number;
  /** Pause between two looks; default 20 ms. */
  readonly everyMs?: number;
}

/**
 * Waits for a condition instead of sleeping.
 * In: a probe that throws or returns false while the condition does not hold. Out: what the probe returned at last.
 * Throws when the time is over, with the probe's last error as the cause.
 */
export async function eventually<T>(
  probe: () => T | Promise<T>,
  options: EventuallyOptions = {},
): Promise<Exclude<T, false>> {
  const { withinMs = 10_000, everyMs = 20 } = options;
  const deadline = performance.now() + withinMs;
  for (;;) {
    let failure: unknown = new Error('the probe returned false');
    try {
      const seen = await probe();
      if (seen !== false) return seen as Exclude<T, false>;
    } catch (error) {
      failure = error;
    }
    if (performance.now() >= deadline) {
      const why = failure instanceof Error ? failure.message : String(failure);
      throw new Error(`not so within ${withinMs} ms: ${why}`, { cause: failure });
    }
    await wait(everyMs);
  }
}
