const failuresMax = 5; // In a row: one lost packet is none, a provider that is away shows within seconds.
const firstPauseMs = 5_000;
const pauseMsMax = 60_000;

/**
 * Stops asking a way that does not answer, so that workers are free for the others and nobody's tries are used up on it.
 * After a pause one try goes through; the pause doubles while that fails.
 */
export class Breaker {
  #failures = 0;
  #pauseMs = firstPauseMs;
  #closedUntilMs = 0;

  /** In: now. Out: milliseconds until the next try may go; 0 when it may go now. */
  waitMs(nowMs: number): number {
    return Math.max(0, this.#closedUntilMs - nowMs);
  }

  /** In: whether the way answered at all (a refusal is an answer), and when. */
  note(didAnswer: boolean, nowMs: number): void {
    if (didAnswer) {
      this.#failures = 0;
      this.#pauseMs = firstPauseMs;
      this.#closedUntilMs = 0;
      return;
    }
    this.#failures += 1;
    if (this.#failures < failuresMax) return;
    this.#closedUntilMs = nowMs + this.#pauseMs;
    this.#pauseMs = Math.min(this.#pauseMs * 2, pauseMsMax);
  }
}
