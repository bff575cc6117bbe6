const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** What of a request tells where it comes from. */
export interface Sender {
  readonly method: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly fetchSite: string | undefined;
}

/** True for methods that change nothing. */
export const isSafe = (method: string): boolean => safeMethods.has(method);

/** True when the request was made by a page of this very gateway; a browser says so with every unsafe request. */
export function isOwnPage({ host, origin, fetchSite }: Sender): boolean {
  if (fetchSite !== undefined && fetchSite !== 'same-origin') return false;
  if (origin === undefined || host === undefined) return false;
  try {
    return new URL(origin).host === host.toLowerCase();
  } catch {
    return false;
  }
}

/** True when a browser says that another site made it; programs say nothing at all. */
export const isForeign = (sender: Sender): boolean =>
  (sender.origin !== undefined || sender.fetchSite !== undefined) && !isOwnPage(sender) && sender.fetchSite !== 'none';
