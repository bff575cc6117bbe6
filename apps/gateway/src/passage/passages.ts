import type { OutgoingHttpHeaders } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { RouteContract } from '@lib/contracts/route';
import { routes } from '@lib/contracts/routes';
import { CLOCK, CONFIG, currentRequest, currentTraceparent, Health, IDS, Metrics, Shutdown } from '@lib/platform';
import type { Clock, Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Dispatcher } from 'undici';
import { type Caller, Doorkeeper } from '../doorkeeper/doorkeeper.js';
import type { GatewayConfig } from '../gateway.config.js';
import { RevokedNow } from '../revocation/revoked-now.js';
import { Renewal } from '../session/renewal.js';
import { boundedBody } from './body-limit.js';
import { headersForCaller, headersForRoom, traceparentOf } from './headers.js';
import { kindOf, placeOf } from './limits.js';
import { RoomLine } from './room-line.js';
import { roomPath } from './room-path.js';
import { type Upstream, upstreams } from './upstreams.js';

/** A stream ends this long before its token, so that the page comes back while its cookie is still good. */
const streamEndsBeforeMs = 30_000;

const prefixOf = (room: string): string => `/api/${room}`;

/** The routes that lead to a room, as this server knows them. */
export const passageRoutes: readonly RouteContract[] = routes.filter((route) => route.service !== 'gateway');

/** The pattern under which a route of the table stands at the public port. */
export const publicPath = (route: RouteContract): string => prefixOf(route.service) + route.path;

/** Leads requests to the rooms and their answers back, byte for byte and unbuffered, by the table of routes alone. */
@Injectable()
export class Passages {
  readonly #lines: ReadonlyMap<Upstream, RoomLine>;
  readonly #streaming = new Map<FastifyReply, Caller | undefined>();

  constructor(
    @Inject(CONFIG) private readonly config: GatewayConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly ids: Ids,
    @Inject(Health) health: Health,
    @Inject(Metrics) metrics: Metrics,
    @Inject(Shutdown) shutdown: Shutdown,
    private readonly doorkeeper: Doorkeeper,
    private readonly renewal: Renewal,
    private readonly revoked: RevokedNow,
  ) {
    // Whoever is let in no longer hears nothing more either.
    revoked.onNews(() => this.#endStreams((caller) => caller !== undefined && revoked.isRevoked(caller.actor)));
    // A stream never ends by itself; the server could not close while one is open.
    shutdown.add('intake', 'streams of rooms', () => Promise.resolve(this.#endStreams(() => true)));
    const lines = upstreams.map((room) => new RoomLine(room, config.upstreamUrls[room], config.budgets[room]));
    this.#lines = new Map(lines.map((line) => [line.room, line]));
    for (const line of lines) {
      health.shows(line.room, () => line.probe());
      metrics.gauge(
        `bulou_gateway_in_flight_${line.room.replaceAll('-', '_')}`,
        'requests on the line',
        () => line.inFlight,
      );
      metrics.gauge(`bulou_gateway_streams_${line.room.replaceAll('-', '_')}`, 'open streams', () => line.openStreams);
      shutdown.add('queues', line.room, () => line.close());
    }
  }

  /** Registers every passage; bodies stay unread, so that a file of twenty megabytes never stands in memory here. */
  async install(server: FastifyInstance): Promise<void> {
    await server.register((scope, _options, done) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', (_request, _payload, read) => read(null));
      for (const contract of passageRoutes) {
        scope.route({
          method: contract.method,
          url: publicPath(contract),
          handler: (request, reply) => this.#pass(contract, request, reply),
        });
      }
      done();
    });
  }

  async #pass(contract: RouteContract, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const caller = await this.doorkeeper.admit(contract, request);
    const ended = new AbortController();
    // A caller who is gone needs no answer; the room hears of it and may stop.
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) ended.abort();
    });
    const answer = await this.#send(contract, request, caller, ended.signal).catch((error: unknown) => {
      if (!ended.signal.aborted) {
        // What is left of a body that was refused half-way is not waited for.
        if (!request.raw.complete) void reply.header('connection', 'close');
        throw error;
      }
      return undefined;
    });
    if (answer === undefined) return reply.hijack();
    await this.renewal.offer(caller, reply);
    if (contract.isStream === true && answer.statusCode === 200) return this.#stream(answer, caller, reply);
    return reply.code(answer.statusCode).headers(headersForCaller(answer.headers)).send(answer.body);
  }

  async #send(
    contract: RouteContract,
    request: FastifyRequest,
    caller: Caller | undefined,
    signal: AbortSignal,
  ): Promise<Dispatcher.ResponseData> {
    const line = this.#lines.get(contract.service as Upstream);
    if (line === undefined) throw new Error(`no line to ${contract.service}`);
    const body = await boundedBody(contract, request.raw, this.config.bodyTiming);
    return line.send({
      method: contract.method,
      path: roomPath(contract, request),
      headers: headersForRoom(request.headers, {
        token: caller?.token,
        requestId: currentRequest()?.requestId ?? this.ids.uuid7(),
        traceparent: traceparentOf(currentTraceparent(), this.ids.uuid4()),
        hasBody: body !== null,
      }),
      body,
      signal,
      timing: this.config.timings[kindOf(contract)],
      kind: placeOf(contract),
    });
  }

  /** A stream goes out as it comes in, and never outlives the token that opened it. */
  async #stream(answer: Dispatcher.ResponseData, caller: Caller | undefined, reply: FastifyReply): Promise<void> {
    reply.hijack();
    const own = reply.getHeaders() as OutgoingHttpHeaders;
    reply.raw.writeHead(200, { ...own, ...headersForCaller(answer.headers) }).flushHeaders();
    const leftMs = (caller?.expiresAt ?? 0) - this.clock.now().getTime();
    const timer = setTimeout(() => reply.raw.end(), Math.max(leftMs - streamEndsBeforeMs, 1_000));
    this.#streaming.set(reply, caller);
    // The room may have taken a while to begin; a list that came meanwhile did not see this stream.
    if (caller !== undefined && this.revoked.isRevoked(caller.actor)) reply.raw.end();
    try {
      await pipeline(answer.body, reply.raw);
    } catch {
      // Either side may hang up at any moment; the page comes back by itself.
      reply.raw.destroy();
    } finally {
      clearTimeout(timer);
      this.#streaming.delete(reply);
    }
  }

  #endStreams(isOver: (caller: Caller | undefined) => boolean): void {
    for (const [reply, caller] of this.#streaming) if (isOver(caller)) reply.raw.end();
  }
}
