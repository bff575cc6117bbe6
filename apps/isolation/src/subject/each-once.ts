/** All that is due at this look, in one order. */
export interface Look<T> {
  /** In: the last one of the page before, undefined for the first page. Out: what comes after it; empty after the last. */
  readonly pageAfter: (last: T | undefined) => Promise<readonly T[]>;
  /** In one transaction. */
  readonly work: (some: readonly T[]) => Promise<unknown>;
  readonly failed: (one: T, error: unknown) => void;
}

/**
 * Goes through all that is due, each once. What cannot be written keeps nobody waiting, neither those beside it in a
 * transaction nor those behind it in the order; it is tried again at the next look. Out: how many were written.
 */
export async function eachOnce<T>({ pageAfter, work, failed }: Look<T>): Promise<number> {
  let done = 0;
  let page = await pageAfter(undefined);
  while (page.length > 0) {
    done += await togetherOrAlone(page, work, failed);
    page = await pageAfter(page.at(-1));
  }
  return done;
}

async function togetherOrAlone<T>(
  many: readonly T[],
  work: Look<T>['work'],
  failed: Look<T>['failed'],
): Promise<number> {
  try {
    await work(many);
    return many.length;
  } catch (error) {
    const [first, ...others] = many;
    if (first === undefined) return 0;
    if (others.length > 0) {
      let done = 0;
      for (const one of many) done += await togetherOrAlone([one], work, failed);
      return done;
    }
    failed(first, error);
    return 0;
  }
}
