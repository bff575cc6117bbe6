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
import { beginWork } from './tracing.js';
import type { Work } from './tracing.js';

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
  const works = new WeakMap<FastifyRequest, Work>();
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
    const given = requestContext(request.headers, parts.ids.uuid7());
    const pattern = request.routeOptions.url;
    const isTraced = pattern !== undefined && !operatorPaths.includes(pattern);
    const work = isTraced ? beginWork(`${request.method} ${pattern}`, 'request', given.traceparent) : undefined;
    const context = work?.traceparent === undefined ? given : { ...given, traceparent: work.traceparent };
    contexts.set(request, context);
    if (work !== undefined) works.set(request, work);
    void reply.header('x-request-id', context.requestId);
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
    const work = works.get(request);
    runInRequest(context, () => (work === undefined ? done() : work.within(done)));
  });

  server.addHook('onResponse', (request, reply, done) => {
    works.get(request)?.end({ 'http.response.status_code': reply.statusCode });
    done();
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
  const labels = ['method', 'route', 'status'] as const;
  const spent = metrics.duration('bulou_http_request_seconds', 'time until the answer was sent, by route', labels);
  server.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? '(none)';
    const { method } = request;
    spent({ method, route, status: String(reply.statusCode) }, reply.elapsedTime / 1_000);
    log.debug('answered', { method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) });
    done();
  });
}
