import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks again and again until the answer is the one waited for.
 *
 * @param what said in the fault when patience ends
 * @param probe answers undefined while it is not so
 * @throws Error when `withinSeconds` have passed
 */
export async function until<T>(what: string, withinSeconds: number, probe: () => Promise<T | undefined>): Promise<T> {
  const endMs = performance.now() + withinSeconds * 1_000;
  for (let waitMs = 50; ; waitMs = Math.min(1_000, waitMs * 1.5)) {
    const found = await probe();
    if (found !== undefined) return found;
    if (performance.now() > endMs) throw new Error(`waited ${withinSeconds} s in vain: ${what}`);
    await pause(waitMs);
  }
}
