/**
 * Waits for work, but not for ever. Out: its result, or undefined when the time was over first; the work then goes on
 * alone and its end is nobody's business any more. Throws what the work throws in time.
 */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
