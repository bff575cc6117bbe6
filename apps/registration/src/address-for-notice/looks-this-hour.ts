const recountMs = 1_000;

/**
 * How many numbers were read in the last hour, counted anew once a second and carried on in between: in a wave of ten
 * thousand notices each look would otherwise count all those before it. What other replicas read shows a second later.
 */
export class LooksThisHour {
  #looks = 0;
  #countedAtMs = Number.NEGATIVE_INFINITY;

  /** In: now on the monotonic clock, and how to count. Out: looks before this one. */
  async before(nowMs: number, count: () => Promise<number>): Promise<number> {
    if (nowMs - this.#countedAtMs >= recountMs) {
      // Set first, so that those who come meanwhile do not count as well.
      this.#countedAtMs = nowMs;
      this.#looks = await count();
    }
    this.#looks += 1;
    return this.#looks - 1;
  }
}
