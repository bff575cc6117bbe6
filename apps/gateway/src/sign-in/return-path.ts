const pathMax = 200;

// Plain segments only. Dots, doubled slashes and backslashes are how a path becomes another server's address.
const ownPath = /^\/(?!api\/)(?:[A-Za-z0-9_-]+(?:\/[A-Za-z0-9_-]+)*)?(?:\?[A-Za-z0-9_=&.,-]*)?$/;

/**
 * In: where somebody wants to come out after signing in. Out: that path when it is one of this server's own, else the
 * first page: a sign-in that leads to another site is how passwords are fished for.
 */
export function returnPath(given: unknown): string {
  return typeof given === 'string' && given.length <= pathMax && ownPath.test(given) ? given : '/';
}
