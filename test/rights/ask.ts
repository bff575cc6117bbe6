import type { TokenClaims } from '@lib/platform';

/** Asks the house as somebody; throws for an answer that is not 2xx. */
export type Ask = <T>(as: TokenClaims, method: string, path: string, body?: unknown) => Promise<T>;
