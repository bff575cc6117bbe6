import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LauncherConfig } from '../bulou.config.js';
import { portsFrom } from '../ports.js';
import { type Schema, type Secrets, schemas, secretsIn } from '../secrets.js';

/** Where the three servers are, and by which logins one reaches the database. */
export interface Addresses {
  /** May do everything; used for set-up and by tests, never by a service. */
  readonly administrator: string;
  readonly verifier: string;
  readonly logins: Readonly<Record<Schema, string>>;
  readonly redis: string;
  readonly kafka: string;
}

const LOOPBACK = '127.0.0.1';

export const databaseName = (namespace: string) => (namespace === '' ? 'bulou' : `bulou_${namespace}`);

/** Roles are shared by all databases of a server, so the namespace is part of the name. */
export const roleName = (namespace: string, role: Schema | 'verifier' | 'audit') =>
  `${databaseName(namespace)}_${role}`;

export function addressesOf(config: LauncherConfig, secrets: Secrets, brokers: number): Addresses {
  const ports = portsFrom(config.portBase);
  const server =
    config.named.database ?? `postgres://postgres:${secrets.postgres}@${LOOPBACK}:${ports.postgres}/postgres`;
  const as = (role: Schema | 'verifier', password: string) => {
    const url = new URL(server);
    url.username = roleName(config.namespace, role);
    url.password = password;
    url.pathname = `/${databaseName(config.namespace)}`;
    return url.href;
  };
  const nodes = Array.from({ length: brokers }, (_, index) => `${LOOPBACK}:${ports.broker(index + 1)}`);
  return {
    administrator: server,
    verifier: as('verifier', secrets.verifier),
    logins: Object.fromEntries(schemas.map((schema) => [schema, as(schema, secrets.logins[schema])])) as Record<
      Schema,
      string
    >,
    redis: config.named.redis ?? `redis://:${secrets.redis}@${LOOPBACK}:${ports.redis}`,
    kafka: config.named.kafka ?? nodes.join(','),
  };
}

/** The addresses of the system that stands here, for whoever reads it from outside: `verify`, `status`, `demo`. */
export function standingAddresses(config: LauncherConfig): Addresses {
  const file = join(config.state, 'kafka', 'brokers');
  const brokers = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 1;
  return addressesOf(config, secretsIn(config.state), brokers);
}

/** The addresses that tests of this checkout use, in the names of the settings; only its owner may read them. */
export function writeAddresses(config: LauncherConfig, addresses: Addresses): void {
  const named = { DATABASE_URL: addresses.administrator, REDIS_URL: addresses.redis, KAFKA_BROKERS: addresses.kafka };
  writeFileSync(join(config.state, 'parts.json'), `${JSON.stringify(named, null, 2)}\n`, { mode: 0o600 });
}
