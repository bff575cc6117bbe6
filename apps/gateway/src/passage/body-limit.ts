import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { Refusal } from '@lib/contracts/refusals';
import type { RouteContract } from '@lib/contracts/route';
import { bodyLimitDefaultBytes } from '@lib/platform';
import { PayloadTooLargeException } from '@nestjs/common';

const methodsWithBody = new Set(['POST', 'PUT']);

const tooLarge = (contract: RouteContract): Error =>
  contract.takesFile === true ? new Refusal('UPLOAD_TOO_LARGE') : new PayloadTooLargeException();

/**
 * In: the route and the request. Out: its body, not read yet, bounded by the table of routes; null when there is none.
 * Throws at once when the body says itself that it is too large; one without a length fails where it passes the limit.
 */
export function boundedBody(contract: RouteContract, request: IncomingMessage): Readable | null {
  const limit = contract.bodyLimitBytes ?? bodyLimitDefaultBytes;
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers;
  if (!methodsWithBody.has(contract.method) || (length === undefined && coding === undefined)) return null;
  if (length === undefined) return Readable.from(counted(request, limit, contract), { objectMode: false });
  if (Number(length) > limit) throw tooLarge(contract);
  return Number(length) === 0 ? null : request;
}

async function* counted(source: AsyncIterable<Buffer>, limit: number, contract: RouteContract): AsyncGenerator<Buffer> {
  let seen = 0;
  for await (const bytes of source) {
    seen += bytes.length;
    if (seen > limit) throw tooLarge(contract);
    yield bytes;
  }
}
