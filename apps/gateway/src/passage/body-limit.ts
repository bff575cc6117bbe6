import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { Malformed, Refusal } from '@lib/contracts/refusals';
import type { RouteContract } from '@lib/contracts/route';
import { bodyLimitDefaultBytes } from '@lib/platform';
import { PayloadTooLargeException } from '@nestjs/common';
import type { BodyTiming } from './limits.js';

const methodsWithBody = new Set(['POST', 'PUT']);

const tooLarge = (contract: RouteContract): Error =>
  contract.takesFile === true ? new Refusal('UPLOAD_TOO_LARGE') : new PayloadTooLargeException();

const tooSlow = { path: '(whole)', code: 'TOO_SLOW', message: 'the body did not arrive in time' } as const;

/**
 * In: the route and the request. Out: its body, bounded by the table of routes; null when there is none. A file goes on
 * as a stream, so that it never stands in memory here; anything else is read whole before the room is asked, so that a
 * slow sender holds no place on the line. Throws when it says itself that it is too large, passes the limit, or is too slow.
 */
export async function boundedBody(
  contract: RouteContract,
  request: IncomingMessage,
  timing: BodyTiming,
): Promise<Readable | Buffer | null> {
  const limit = contract.bodyLimitBytes ?? bodyLimitDefaultBytes;
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers;
  if (!methodsWithBody.has(contract.method) || (length === undefined && coding === undefined)) return null;
  if (Number(length ?? 0) > limit) throw tooLarge(contract);
  const bytes = counted(request, contract, limit, timing);
  if (contract.takesFile === true) return Readable.from(bytes, { objectMode: false });
  const parts: Buffer[] = [];
  for await (const part of bytes) parts.push(part);
  return parts.length === 0 ? null : Buffer.concat(parts);
}

async function* counted(
  source: IncomingMessage,
  contract: RouteContract,
  limit: number,
  { wholeMsMax, silenceMsMax }: BodyTiming,
): AsyncGenerator<Buffer> {
  // The connection stays, so that the refusal can still be said on it.
  const bytes = source.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  const deadline = contract.takesFile === true ? Infinity : performance.now() + wholeMsMax;
  for (let seen = 0; ; ) {
    const waitMs = Math.min(silenceMsMax, deadline - performance.now());
    const { value, done } = await within(bytes.next(), waitMs);
    if (done === true) return;
    seen += value.length;
    if (seen > limit) throw tooLarge(contract);
    yield value;
  }
}

async function within<T>(work: Promise<T>, waitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Malformed([tooSlow])), Math.max(waitMs, 0));
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
