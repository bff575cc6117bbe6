import type { Ids } from '@lib/vocabulary';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { installBodyParser } from './body-parser.js';
import type { Health } from './health.js';
import type { Log } from './log.js';
import type { Metrics } from './metrics.js';
import { operatorPaths, serveOperatorPages } from './operator-pages.js';
import { requestContext, runInRequest } from './request-context.js';
import type { RequestContext } from './request-context.js';
import { bodyLimitDefaultBytes } from './route-guard.js';
import type { RouteGuard } from './route-guard.js';

export interface HttpDoorParts {
  readonly guard: RouteGuard;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly ids: Ids;
  readonly log: Log;
  /** Bearer that may read the pages for operators from afar. */
  readonly metricsToken: string | undefined;
  /** Patterns that the app guards itself; the gateway's passages to other services. */
  readonly guardedElsewhere: readonly string[];
}

/**
 * Puts the guard, limits, request context and the three pages for operators before everything that a service serves.
 * Must run before any route is registered. Out: the `METHOD pattern` of the routes registered so far, filled as they come.
 */
export function installHttpDoor(server: FastifyInstance, parts: HttpDoorParts): Set<string> {
  const registered = new Set<string>();
  const contexts = new WeakMap<FastifyRequest, RequestContext>();
  const isOpen = (pattern: string | undefined): boolean =>
    pattern !== undefined && (operatorPaths.includes(pattern) || parts.guardedElsewhere.includes(pattern));

  server.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) {
      const contract = parts.guard.contractOf(method, route.url);
      route.bodyLimit = contract?.bodyLimitBytes ?? route.bodyLimit ?? bodyLimitDefaultBytes;
      if (!isOpen(route.url)) registered.add(`${method} ${route.url}`);
    }
  });

  // The guard stands before the body is read: nobody unknown makes us buffer twenty megabytes.
  server.addHook('onRequest', (request, reply, done) => {
    const context = requestContext(request.headers, parts.ids.uuid7());
    contexts.set(request, context);
    void reply.header('x-request-id', context.requestId);
    const pattern = request.routeOptions.url;
    if (isOpen(pattern)) return runInRequest(context, done);
    runInRequest(context, () => {
      const contract = parts.guard.contractOf(request.method, pattern);
      parts.guard.admit(contract, request.headers.authorization).then((actor) => {
        if (actor !== undefined) context.actor = actor;
        done();
      }, done);
    });
  });

  // Reading a body loses the context, because the bytes come in on the socket's own turn.
  server.addHook('preValidation', (request, _reply, done) => {
    const context = contexts.get(request);
    if (context === undefined) return done();
    runInRequest(context, done);
  });

  installBodyParser(
    server,
    (request) => parts.guard.contractOf(request.method, request.routeOptions.url)?.takesFile === true,
  );
  countRequests(server, parts);
  serveOperatorPages(server, parts, parts.metricsToken);
  return registered;
}

function countRequests(server: FastifyInstance, { metrics, log }: HttpDoorParts): void {
  const count = metrics.counter('bulou_http_requests_total', 'requests answered, by route and status');
  const spent = metrics.counter('bulou_http_seconds_total', 'time spent in answering, by route');
  server.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? '(none)';
    const { method } = request;
    count({ method, route, status: String(reply.statusCode) });
    spent({ method, route }, reply.elapsedTime / 1_000);
    log.debug('answered', { method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) });
    done();
  });
}
