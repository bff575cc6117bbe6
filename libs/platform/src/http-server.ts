import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Ids } from '@lib/vocabulary';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from './log.js';
import { brokenRequest, problem, problemContentType } from './problem.js';
import type { ProblemAnswer } from './problem.js';
import { bodyLimitDefaultBytes } from './route-guard.js';
import { serverLimits } from './server-limits.js';

/**
 * The HTTP server of every service, with its limits. What is refused before any route is reached, by Node's parser or by
 * the router, is answered with a problem document like everything else, and never with the caller's own words.
 */
export function httpServer(log: Log, ids: Ids): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: bodyLimitDefaultBytes,
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    keepAliveTimeout: serverLimits.keepAliveMs,
    requestTimeout: serverLimits.requestMsMax,
    skipMiddie: true,
    routerOptions: { maxParamLength: serverLimits.parameterCharactersMax },
    http: {
      headersTimeout: serverLimits.headersMsMax,
      connectionsCheckingInterval: serverLimits.checkEveryMs,
      maxHeaderSize: serverLimits.headerBytesMax,
    },
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply): void => {
      const answer = problem(error, ids.uuid7());
      record(log, answer, request.method, error);
      void reply
        .code(answer.problem.status)
        .headers({ ...answer.headers, 'content-type': problemContentType, 'cache-control': 'no-store' })
        .send(JSON.stringify(answer.problem));
    },
    clientErrorHandler: (error: Error, socket: Socket): void => {
      // A connection that was reset or has said its answer already hears nothing more.
      if (!socket.writable || (error as NodeJS.ErrnoException).code === 'ECONNRESET') {
        socket.destroy();
        return;
      }
      const answer = brokenRequest((error as NodeJS.ErrnoException).code);
      record(log, answer, '(unread)', error);
      socket.end(asBytes(answer), () => socket.destroy());
    },
  });
  adapter.getInstance().server.maxConnections = serverLimits.connectionsMax;
  return adapter;
}

function record(
  log: Log,
  { kind, problem: { code, status, errors, incident } }: ProblemAnswer,
  method: string,
  error: unknown,
): void {
  if (kind === 'fault') log.error('fault', error, { code, status, method, incident });
  else log.info(kind, { code, status, method, first: errors?.[0]?.code });
}

function asBytes({ problem: content }: ProblemAnswer): string {
  const body = JSON.stringify(content);
  return [
    `HTTP/1.1 ${content.status} ${STATUS_CODES[content.status] ?? 'Error'}`,
    'connection: close',
    `content-type: ${problemContentType}`,
    'cache-control: no-store',
    `content-length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}
