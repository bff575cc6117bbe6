import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from '@lib/contracts/refusals';
import type { Health } from './health.js';
import type { Metrics } from './metrics.js';

/** Patterns of the three pages for operators. */
export const operatorPaths: readonly string[] = ['/livez', '/readyz', '/metrics'];

const loopbackName = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;
const loopback = /^(::1|(::ffff:)?127(\.\d{1,3}){3})$/;

/**
 * Serves what operators ask: alive and ready answer everybody with one word, because probes come from the node.
 * Numbers, and what the service stands on, are told to loopback or to the bearer of the scrape token; to anybody else
 * they look absent. In: the token, if one is set.
 */
export function serveOperatorPages(
  server: FastifyInstance,
  parts: { readonly health: Health; readonly metrics: Metrics },
  token: string | undefined,
): void {
  server.get('/livez', () => ({ alive: true }));
  server.get('/readyz', async (request, reply) => {
    const readiness = await parts.health.readiness();
    const told = isOperator(request, token) ? readiness : { ready: readiness.ready };
    return reply.code(readiness.ready ? 200 : 503).send(told);
  });
  server.get('/metrics', async (request, reply) => {
    if (!isOperator(request, token)) throw new Refusal('NOT_FOUND');
    return reply.type('text/plain; version=0.0.4').send(await parts.metrics.text());
  });
}

/** True for the bearer of the token, and for loopback unless a proxy on this machine speaks for somebody else. */
export function isOperator(request: Pick<FastifyRequest, 'headers' | 'socket'>, token: string | undefined): boolean {
  const { authorization, ...others } = request.headers;
  if (token !== undefined && authorization !== undefined && isSame(authorization, `Bearer ${token}`)) return true;
  const isForwarded = Object.keys(others).some((name) => name === 'forwarded' || name.startsWith('x-forwarded-'));
  // A page of another site may send its reader's browser here under a name of its own; it cannot send ours.
  const isNamedSo = loopbackName.test(others.host ?? 'localhost');
  return !isForwarded && isNamedSo && loopback.test(request.socket.remoteAddress ?? '');
}

// Digests first, so that neither length nor content shows in the time it takes.
function isSame(given: string, wanted: string): boolean {
  const [a, b] = [given, wanted].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
