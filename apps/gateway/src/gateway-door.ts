import { Refusal } from '@lib/contracts/refusals';
import { bodyLimitDefaultBytes, CONFIG, operatorPaths, type ServiceOptions } from '@lib/platform';
import { documentPaths } from './documents/documents.controller.js';
import { ownRoutes } from './doorkeeper/door-guard.js';
import { isKnownHost } from './doorkeeper/known-host.js';
import type { GatewayConfig } from './gateway.config.js';
import { pagePaths, Pages } from './pages/pages.js';
import { passageRoutes, Passages, publicPath } from './passage/passages.js';
import { ProblemAnswers } from './problem-answer.js';
import { securityHeaders } from './security-headers.js';

const ownPaths = [...ownRoutes.keys()].map((route) => route.slice(route.indexOf(' ') + 1));

/**
 * How the gateway differs from a room: it serves the routes of all of them under `/api/<service>`, and takes a cookie
 * as well as a token; so it guards by itself, with the same table. What no pattern matches is refused by platform.
 */
export const gatewayDoor: ServiceOptions = {
  routes: [],
  guardedElsewhere: [...new Set([...passageRoutes.map(publicPath), ...ownPaths, ...documentPaths, ...pagePaths])],
  configure: async (app) => {
    const server = app.getHttpAdapter().getInstance();
    server.addHook('onRoute', (route) => {
      const own = [route.method].flat().map((method) => ownRoutes.get(`${method} ${route.url}`));
      route.bodyLimit = own[0]?.bodyLimitBytes ?? route.bodyLimit ?? bodyLimitDefaultBytes;
    });
    const { allowedHosts } = app.get<GatewayConfig>(CONFIG);
    server.addHook('onRequest', (request, reply, done) => {
      void reply.headers(securityHeaders);
      const isProbe = operatorPaths.includes(request.routeOptions.url ?? '');
      const isKnown = isProbe || isKnownHost(request.headers.host, allowedHosts);
      done(isKnown ? undefined : new Refusal('HOST_UNKNOWN'));
    });
    await server.register(async (outside) => {
      outside.setErrorHandler(app.get(ProblemAnswers).answer);
      await app.get(Passages).install(outside);
      await app.get(Pages).install(outside);
    });
  },
};
