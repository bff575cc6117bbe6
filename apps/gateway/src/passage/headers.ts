import type { IncomingHttpHeaders } from 'node:http';

/** Headers that speak of one hop only (RFC 9110 §7.6.1), and those that the gateway alone may set. */
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];
const notForRooms = new Set([
  ...hopByHop,
  'host',
  'cookie',
  'authorization',
  'expect',
  'forwarded',
  'origin',
  'referer',
]);
/** A reading that brings a body anyway is read without it. */
const ofBodies = new Set(['content-length', 'content-type', 'content-encoding', 'content-language']);
const notForCallers = new Set([...hopByHop, 'server', 'set-cookie', 'x-request-id', 'date']);

const namedByConnection = (value: string | string[] | undefined): string[] =>
  String(value ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** In: the caller's headers and what the gateway knows. Out: headers for the room. */
export function headersForRoom(
  given: IncomingHttpHeaders,
  known: {
    readonly token: string | undefined;
    readonly requestId: string;
    readonly traceparent: string;
    readonly hasBody: boolean;
  },
): Record<string, string> {
  const dropped = new Set(namedByConnection(given.connection));
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    if (!known.hasBody && ofBodies.has(name)) continue;
    if (value === undefined || notForRooms.has(name) || dropped.has(name) || name.startsWith('x-forwarded-')) continue;
    headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  headers['x-request-id'] = known.requestId;
  headers['traceparent'] = known.traceparent;
  if (known.token !== undefined) headers['authorization'] = `Bearer ${known.token}`;
  return headers;
}

/** In: a room's headers. Out: headers for the caller. */
export function headersForCaller(given: IncomingHttpHeaders): Record<string, string | string[]> {
  const dropped = new Set(namedByConnection(given.connection));
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined && !notForCallers.has(name) && !dropped.has(name)) headers[name] = value;
  }
  // What one person may read, no cache on the way may keep.
  headers['cache-control'] ??= 'no-store';
  return headers;
}

const traceparentPattern = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** In: the caller's trace context and a fresh UUID. Out: a W3C trace context: the caller's when it is well formed. */
export function traceparentOf(given: string | string[] | undefined, freshId: string): string {
  if (typeof given === 'string' && traceparentPattern.test(given)) return given;
  const hex = freshId.replaceAll('-', '');
  return `00-${hex}-${hex.slice(16)}-01`;
}
