import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { ServiceName } from '@lib/contracts/route';
import { makeIssuerKeys, serviceConfig, signLocalToken, startService } from '@lib/platform';
import type { Environment, RunningService, ServiceConfig, ServiceOptions, TokenClaims } from '@lib/platform';
import { movedClock } from './moved-clock.js';
import type { MovedClock } from './moved-clock.js';
import { namespacedPostgres } from './postgres.js';
import type { NamespacedPostgres } from './postgres.js';
import { testServer } from './testing.config.js';
import { unlistedRefusal } from './unlisted-refusal.js';

export interface RoomOptions<C extends ServiceConfig> {
  readonly app: ServiceName;
  readonly schema: string;
  /** Root module of the service under test. */
  readonly module: new () => object;
  /** The app's own reader of its configuration; the shared one unless given. */
  readonly config?: (env: Environment) => C;
  /** Variables besides those that the room sets by itself; a namespace for topics, a key file, Redis. */
  readonly env?: Environment;
  readonly options?: ServiceOptions;
  /** True for a room whose database tells the time that the test sets; it begins at the real one. */
  readonly hasMovedClock?: boolean;
}

/** One call as an outside client makes it. */
export interface RoomCall {
  /** Who calls; nobody when left out. */
  readonly as?: TokenClaims;
  /** Sent as JSON, or as it is when it is text or bytes. */
  readonly body?: unknown;
  /** Idempotency-Key. */
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RoomAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed body; undefined when there is none. `never`, so that a test may compare it with whatever it expects. */
  readonly body: never;
}

/** A service on a database of its own, with an issuer of its own, called over HTTP like in the house. */
export interface Room {
  readonly service: RunningService;
  readonly postgres: NamespacedPostgres;
  /** Set when the room was opened with one. */
  readonly clock: MovedClock | undefined;
  call(method: string, path: string, call?: RoomCall): Promise<RoomAnswer>;
  /** Out: a header value that is good for five minutes. */
  bearer(claims: TokenClaims, rules?: { issuer?: string; audience?: string }): Promise<string>;
  /** Starts the service once more on the same database, as a second replica or after `service.close()`. */
  startAgain(options?: ServiceOptions): Promise<RunningService>;
  /** Out: everything logged so far. */
  logged(): string;
  /** Ends the service and forgets the database. */
  close(): Promise<void>;
}

const issuer = { issuer: 'bulou-local', audience: 'bulou' };

/**
 * In: app, schema and module. Out: the running room. Throws with the cure when a server of the tests is not named; Kafka
 * is asked for only when the environment given does not name brokers.
 */
export async function openRoom<C extends ServiceConfig = ServiceConfig>(given: RoomOptions<C>): Promise<Room> {
  const postgres = await namespacedPostgres(given.schema);
  const clock = given.hasMovedClock === true ? await movedClock(postgres) : undefined;
  const folder = await mkdtemp(join(tmpdir(), 'bulou-room-'));
  const keys = await makeIssuerKeys('room');
  await writeFile(join(folder, 'jwks.json'), JSON.stringify(keys.publicKeys));
  const lines: string[] = [];
  const destination = linesInto(lines);

  const startAgain = (options: ServiceOptions = {}) => {
    const readConfig = given.config ?? ((env: Environment) => serviceConfig(given.app, env));
    const config = readConfig({
      PORT: '0',
      BULOU_PROFILE: 'local',
      BULOU_JWKS: join(folder, 'jwks.json'),
      DATABASE_URL: clock?.url ?? postgres.url,
      KAFKA_BROKERS: given.env?.['KAFKA_BROKERS'] ?? testServer('kafkaBrokers').join(','),
      ...given.env,
    });
    return startService(given.app, given.module, config, { log: { destination }, ...given.options, ...options });
  };
  const forget = async () => {
    await postgres.drop();
    await rm(folder, { recursive: true });
  };

  const service = await startAgain().catch(async (error: unknown) => {
    await forget();
    throw error;
  });
  const bearer: Room['bearer'] = async (claims, rules = {}) => {
    const { token } = await signLocalToken(keys.privateKey, claims, 5, { ...issuer, ...rules });
    return `Bearer ${token}`;
  };
  return {
    service,
    postgres,
    clock,
    bearer,
    startAgain,
    logged: () => lines.join(''),
    call: async (method, path, call = {}) => {
      const who: Record<string, string> = call.as === undefined ? {} : { authorization: await bearer(call.as) };
      const answer = await send(method, service.url + path, { ...call, headers: { ...who, ...call.headers } });
      // A room with routes of its own is a probe, and describes none of the house's.
      const fault = given.options?.routes ? undefined : unlistedRefusal(given.app, { method, path }, answer);
      if (fault !== undefined) throw new Error(fault);
      return answer;
    },
    close: async () => {
      await service.close();
      await forget();
    },
  };
}

async function send(method: string, url: string, { body, key, headers = {} }: RoomCall): Promise<RoomAnswer> {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  const answer = await fetch(url, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: isRaw ? (body as string) : JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: parsed(text) as never };
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function linesInto(lines: string[]): Writable {
  return new Writable({
    write: (line: Buffer, _encoding, done) => {
      lines.push(line.toString());
      done();
    },
  });
}
