import 'reflect-metadata';
import { routes as routeTable } from '@lib/contracts/routes';
import type { RouteContract, ServiceName } from '@lib/contracts/route';
import type { Clock, Ids } from '@lib/vocabulary';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { z } from 'zod';
import { keepFileAudit } from './audit/file-audit-store.js';
import { RefusalLedger } from './audit/refusal-ledger.js';
import { systemClock, systemIds } from './clock.js';
import { ConfigError } from './config.js';
import type { BaseConfig } from './config.js';
import { armFailpoint } from './failpoint.js';
import { Health } from './health.js';
import { installHttpDoor } from './http-door.js';
import { httpServer } from './http-server.js';
import { Log, nestLogger } from './log.js';
import type { LogOptions } from './log.js';
import { Metrics } from './metrics.js';
import { ProblemFilter } from './problem-filter.js';
import { readJsonFile } from './read-json-file.js';
import { RouteGuard } from './route-guard.js';
import { Shutdown } from './shutdown.js';
import { SseHub } from './sse-hub.js';
import { SurroundingsModule } from './surroundings.js';
import type { Surroundings } from './surroundings.js';
import { TokenVerifier } from './tokens.js';
import { startTracing } from './tracing.js';

export interface ServiceOptions {
  /** Patterns that the app guards itself, such as the gateway's passages. */
  readonly guardedElsewhere?: readonly string[];
  /** Last word on the server before its routes are registered. */
  readonly configure?: (app: NestFastifyApplication) => void | Promise<void>;
  /** The table of routes; the house's own unless a test brings one. */
  readonly routes?: readonly RouteContract[];
  readonly clock?: Clock;
  readonly ids?: Ids;
  readonly log?: LogOptions;
}

/** A service that listens. */
export interface RunningService {
  readonly app: NestFastifyApplication;
  /** Where it listens, with the port it was given. */
  readonly url: string;
  /** Ends it in order: intake, consumers, queues, relay, database. */
  close(): Promise<void>;
}

const publicKeys = z.object({ keys: z.array(z.looseObject({ kty: z.literal('EC') })).min(1) });

/**
 * Starts a service and returns when it listens. In: its name, root module and configuration. Throws when the database
 * or the keys are not there, and when a controller serves a route that the table of routes does not list.
 */
export async function startService(
  name: ServiceName,
  root: new () => object,
  config: BaseConfig,
  options: ServiceOptions = {},
): Promise<RunningService> {
  armFailpoint(config.failpoint);
  const stopTracing = startTracing(name, { url: config.tracesUrl, share: config.tracesShare });
  const given = surroundings(name, config, options);
  const guard = new RouteGuard(name, options.routes ?? routeTable, given.verifier, given.clock);
  const app = await NestFactory.create<NestFastifyApplication>(
    SurroundingsModule.for(root, given),
    httpServer(given.log, given.ids),
    {
      logger: nestLogger(given.log),
      bodyParser: false,
      abortOnError: false,
    },
  );
  given.shutdown.add('intake', 'http', () => app.close());
  given.shutdown.add('database', 'traces', stopTracing);
  given.shutdown.add('intake', 'streams', () => Promise.resolve(given.streams.close()));
  try {
    const door = {
      guard,
      guardedElsewhere: options.guardedElsewhere ?? [],
      metricsToken: config.metricsToken,
      ...given,
    };
    const registered = installHttpDoor(app.getHttpAdapter().getInstance(), door);
    app.useGlobalFilters(new ProblemFilter(given.log, given.ids, given.refusals));
    if (!('databaseUrl' in config)) await keepFileAudit(given);
    await options.configure?.(app);
    await app.init();
    proveRoutes(guard, registered, given.log);
    await app.listen(config.port, config.host);
  } catch (error) {
    await given.shutdown.run();
    throw error;
  }
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  given.log.info('listening', { url, namespace: config.namespace, profile: config.profile });
  const close = (): Promise<void> => {
    given.health.stopping();
    return given.shutdown.run();
  };
  return { app, url, close };
}

// By convention of the house: 1 something failed and a restart may help, 3 the surroundings lack something.
const exitStatus = { failed: 1, surroundings: 3 } as const;

/**
 * The `main` of every service: reads its configuration, starts it, ends it in order on SIGTERM or SIGINT, and ends the
 * process with status 1 on any error that nobody caught: the supervisor starts a process whose state is known.
 */
export async function bootstrap<C extends BaseConfig>(
  name: ServiceName,
  root: new () => object,
  readConfig: C | (() => C),
  options: ServiceOptions = {},
): Promise<void> {
  const log = Log.for(name, options.log);
  const die = (what: string) => (error: unknown) => {
    log.error(what, error);
    process.exit(error instanceof ConfigError ? exitStatus.surroundings : exitStatus.failed);
  };
  process.on('uncaughtException', die('uncaught exception'));
  process.on('unhandledRejection', die('unhandled rejection'));
  try {
    const config = typeof readConfig === 'function' ? readConfig() : readConfig;
    const service = await startService(name, root, config, options);
    const end = (signal: NodeJS.Signals): void => {
      log.info('ending', { signal });
      service.close().then(() => process.exit(0), die('the end failed'));
    };
    process.once('SIGTERM', end);
    process.once('SIGINT', end);
  } catch (error) {
    die('start failed')(error);
  }
}

function surroundings(name: ServiceName, config: BaseConfig, options: ServiceOptions): Surroundings {
  const log = Log.for(name, { level: config.logLevel, ...options.log });
  const clock = options.clock ?? systemClock;
  const readKeys = () => readJsonFile(config.jwksFile, publicKeys);
  return {
    config,
    clock,
    log,
    ids: options.ids ?? systemIds,
    health: new Health(),
    metrics: new Metrics(name),
    shutdown: new Shutdown(log),
    streams: new SseHub(),
    refusals: new RefusalLedger(),
    verifier: new TokenVerifier({ issuer: config.issuer, audience: config.audience }, readKeys, clock),
  };
}

// A route that is missing in the table would be refused at every call; better that nobody can start such a service.
function proveRoutes(guard: RouteGuard, registered: ReadonlySet<string>, log: Log): void {
  const listed = new Set(guard.listed);
  const strangers = [...registered].filter((route) => !listed.has(route));
  if (strangers.length > 0) {
    throw new Error(
      `served but not in the table of routes: ${strangers.join(', ')}; add them in libs/contracts/src/http`,
    );
  }
  const unserved = guard.listed.filter((route) => !registered.has(route));
  if (unserved.length > 0) log.warn('in the table of routes but not served', { routes: unserved });
}
