import { createHmac, timingSafeEqual } from 'node:crypto';

/** A message is refused when its time is further away than this: whoever kept one cannot play it again later. */
export const replaySecondsMax = 300;

/** In: key, parts. Out: base64 of HMAC-SHA256 over the parts, joined by dots. */
export const signatureOf = (key: string, ...parts: readonly string[]): string =>
  createHmac('sha256', key).update(parts.join('.')).digest('base64');

/** In: key, the unix seconds that were signed, the signature, now, and what else was signed. Out: whether it is good and fresh. */
export function isSignedNow(
  key: string,
  timestamp: string,
  signature: string,
  now: Date,
  ...parts: readonly string[]
): boolean {
  const age = Math.abs(now.getTime() / 1_000 - Number(timestamp));
  if (!/^\d{1,12}$/.test(timestamp) || age > replaySecondsMax) return false;
  const [given, expected] = [Buffer.from(signature), Buffer.from(signatureOf(key, ...parts))];
  return given.length === expected.length && timingSafeEqual(given, expected);
}
