import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditFilesIn } from '../audit/audit-files.js';
import { limits, roomVariable } from '@lib/platform';
import type { LauncherConfig } from '../bulou.config.js';
import { keyFilesIn } from '../keys.js';
import { Lacking, WrongUsage } from '../outcome.js';
import type { Addresses } from '../parts/addresses.js';
import { portsFrom, type ServiceName, serviceNames } from '../ports.js';
import { noticeSecretOf, secretsIn } from '../secrets.js';
import type { Schema } from '../secrets.js';
import type { ProcessSpec } from '../supervisor/spec.js';

// What V8 may use, not what it needs: 250 to 470 MB stand in memory under load. It lets a heap grow by a factor that follows
// this limit (1.4 at 384 MB, 4 from 2 GB on), and marked the whole heap twice a second at 384: 20 % of the scan path's time.
const HEAP_MEGABYTES = 2_048;
// Consumers finish their chunk, the relay its send, the database comes last.
const STOP_SECONDS = limits.processStop.value / 1_000;

// People stand in front of the first two, and an alarm passes the other two: nobody may wait for an alarm because the wall
// or a result page is being written. The rest follow the pipe and can be a moment late (performance, shed reading first).
// A cluster says the same by its requests for processor time.
const standInFront: readonly ServiceName[] = ['gateway', 'batching', 'notification', 'isolation'];
const STANDS_BACK = 10;

const mainOf = (config: LauncherConfig, name: ServiceName) => join(config.root, 'dist', 'apps', name, 'src', 'main.js');

/** The services asked for, in the order of the swab; throws for a name that is none, and for one that has no build. */
export function chooseServices(config: LauncherConfig, only: readonly string[]): ServiceName[] {
  const unknown = only.filter((name) => !serviceNames.some((service) => service === name));
  if (unknown.length > 0) {
    throw new WrongUsage(`there is no service "${unknown.join('", "')}"; there are: ${serviceNames.join(', ')}.`);
  }
  const chosen = only.length === 0 ? serviceNames : serviceNames.filter((name) => only.includes(name));
  const unbuilt = chosen.filter((name) => !existsSync(mainOf(config, name)));
  if (unbuilt.length === 0) return chosen;
  const built = chosen.filter((name) => !unbuilt.includes(name));
  throw new Lacking(
    `not built yet: ${unbuilt.join(', ')} (no dist/apps/<name>/src/main.js).`,
    built.length === 0
      ? 'There is nothing else to start.'
      : `Start the others with: ./bulou up --only ${built.join(',')}`,
  );
}

/** What every service is told, whichever it is. */
function sharedSettings(config: LauncherConfig, addresses: Addresses): Record<string, string> {
  const { inherited } = config;
  return {
    PATH: inherited.PATH ?? '/usr/bin:/bin',
    NODE_COMPILE_CACHE: join(config.root, '.bulou', 'compile-cache'),
    BULOU_PROFILE: config.profile,
    BULOU_NAMESPACE: config.namespace,
    BULOU_ISSUER: config.issuer,
    BULOU_AUDIENCE: inherited.BULOU_AUDIENCE || 'bulou',
    BULOU_JWKS: inherited.BULOU_JWKS || keyFilesIn(config.state).jwks,
    BULOU_AUDIT_FOLDER: inherited.BULOU_AUDIT_FOLDER || auditFilesIn(config.state).folder,
    BULOU_AUDIT_KEY: inherited.BULOU_AUDIT_KEY || auditFilesIn(config.state).key,
    KAFKA_BROKERS: addresses.kafka,
    KAFKAJS_NO_PARTITIONER_WARNING: '1',
    ...(inherited.BULOU_LOG_LEVEL ? { BULOU_LOG_LEVEL: inherited.BULOU_LOG_LEVEL } : {}),
  };
}

/** What one service alone is told: a secret goes to those that need it and to nobody else. */
function ownSettings(name: ServiceName, config: LauncherConfig, addresses: Addresses): Record<string, string> {
  const keys = keyFilesIn(config.state);
  const ports = portsFrom(config.portBase);
  const failpoint = config.inherited[`BULOU_FAILPOINT_${roomVariable(name).replace(/_URL$/, '')}`];
  const planned: Record<string, string> = failpoint ? { BULOU_FAILPOINT: failpoint } : {};
  if (name === 'gateway') {
    const rooms = serviceNames.filter((service) => service !== 'gateway');
    const upstreams = rooms.map((room) => [roomVariable(room), `http://127.0.0.1:${ports.service(room)}`]);
    const issuer = config.profile === 'local' ? { BULOU_ISSUER_KEY: keys.issuer } : {};
    return { ...Object.fromEntries(upstreams), BULOU_WEB: join(config.root, 'dist', 'web'), ...issuer, ...planned };
  }
  const login = { DATABASE_URL: addresses.logins[name.replaceAll('-', '_') as Schema] };
  const notices = { BULOU_NOTICE_SECRET: noticeSecretOf(secretsIn(config.state)) };
  if (name === 'isolation') return { ...login, REDIS_URL: addresses.redis, ...planned };
  if (name === 'notification') {
    const { BULOU_NOTICE_CHANNELS: channels } = config.inherited;
    const page = `http://127.0.0.1:${ports.service('gateway')}/resident`;
    return {
      ...{ ...login, ...notices, REDIS_URL: addresses.redis, BULOU_NOTICE_PAGE: page, ...planned },
      REGISTRATION_URL: `http://127.0.0.1:${ports.service('registration')}`,
      ...(channels ? { BULOU_NOTICE_CHANNELS: channels } : {}),
    };
  }
  if (name === 'registration') return { ...login, ...notices, BULOU_IDENTITY_KEYS: keys.identity, ...planned };
  return { ...login, ...planned };
}

/** The build that runs: when it changes, `up` starts the services anew. */
function buildMark(config: LauncherConfig): string {
  const file = join(config.root, '.bulou', 'stamps', 'server');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

export function serviceSpecs(
  config: LauncherConfig,
  addresses: Addresses,
  names: readonly ServiceName[],
): ProcessSpec[] {
  const ports = portsFrom(config.portBase);
  const edition = buildMark(config);
  return names.map((name) => ({
    name,
    kind: 'service',
    command: process.execPath,
    args: [`--max-old-space-size=${HEAP_MEGABYTES}`, mainOf(config, name)],
    env: {
      ...sharedSettings(config, addresses),
      ...ownSettings(name, config, addresses),
      PORT: String(ports.service(name)),
    },
    cwd: config.root,
    port: ports.service(name),
    readyPath: '/readyz',
    ...(standInFront.includes(name) ? {} : { niceness: STANDS_BACK }),
    stopSignal: 'SIGTERM',
    stopSeconds: STOP_SECONDS,
    edition,
  }));
}
