import { readFileSync } from 'node:fs';
import type { ServiceName } from '@lib/contracts/route';
import { z } from 'zod';
import { settings } from './settings.js';
import type { Setting } from './setting.js';

/** Variables of a process, as the app's `.config.ts` passes them on. */
export type Environment = Readonly<Record<string, string | undefined>>;

type Form<K extends keyof typeof settings> = z.output<(typeof settings)[K]['form']>;

type Given<K extends keyof typeof settings> = (typeof settings)[K] extends { readonly isOptional: true }
  ? Form<K> | undefined
  : Form<K>;

/** What every app knows of its surroundings. */
export interface BaseConfig {
  readonly app: ServiceName;
  readonly port: Form<'port'>;
  readonly host: Form<'host'>;
  readonly profile: Form<'profile'>;
  readonly namespace: Form<'namespace'>;
  readonly logLevel: Form<'logLevel'>;
  readonly issuer: Form<'issuer'>;
  readonly audience: Form<'audience'>;
  readonly jwksFile: Form<'jwksFile'>;
  readonly metricsToken?: Form<'metricsToken'>;
  /** Empty in the local profile when checkpoints are not wanted; the same holds for the key. */
  readonly auditFolder: Form<'auditFolder'>;
  readonly auditKeyFile: Form<'auditKeyFile'>;
  readonly failpoint?: Form<'failpoint'>;
  readonly tracesUrl?: Form<'tracesUrl'>;
  readonly tracesShare: Form<'tracesShare'>;
}

/** What every app with a database knows; `redisUrl` only where a job queue is. */
export interface ServiceConfig extends BaseConfig {
  readonly databaseUrl: Form<'databaseUrl'>;
  readonly kafkaBrokers: Form<'kafkaBrokers'>;
  readonly redisUrl?: Form<'redisUrl'>;
  readonly kafkaCaFile?: Form<'kafkaCaFile'>;
  readonly kafkaUser?: Form<'kafkaUser'>;
  readonly kafkaPassword?: Form<'kafkaPassword'>;
}

/** Thrown at start-up; the process ends with status 3, because its surroundings lack something. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const baseFields = [
  'port',
  'host',
  'profile',
  'namespace',
  'logLevel',
  'issuer',
  'audience',
  'jwksFile',
  'metricsToken',
  'auditFolder',
  'auditKeyFile',
  'failpoint',
  'tracesUrl',
  'tracesShare',
] as const;

const withDatabaseFields = [
  'databaseUrl',
  'kafkaBrokers',
  'kafkaCaFile',
  'kafkaUser',
  'kafkaPassword',
  'redisUrl',
] as const;

/** In: app and environment. Out: what every app knows. Throws `ConfigError`. For apps without a database: the gateway. */
export function baseConfig(app: ServiceName, env: Environment): BaseConfig {
  return Object.freeze({ app, ...read(app, env, baseFields) }) as unknown as BaseConfig;
}

/** In: app and environment. Out: what a service with a database knows. Throws `ConfigError`. */
export function serviceConfig(app: ServiceName, env: Environment): ServiceConfig {
  return Object.freeze({
    app,
    ...read(app, env, [...baseFields, ...withDatabaseFields]),
  }) as unknown as ServiceConfig;
}

/**
 * In: app, environment and the settings that this app alone reads. Out: their values, frozen; undefined for an optional
 * one that is not set. Throws `ConfigError`, naming every variable that is missing or wrong at once, without its value:
 * it may be a secret.
 */
export function ownSettings<const K extends keyof typeof settings>(
  app: ServiceName,
  env: Environment,
  fields: readonly K[],
): { readonly [Field in K]: Given<Field> } {
  return Object.freeze(read(app, env, fields)) as { readonly [Field in K]: Given<Field> };
}

function read(
  app: ServiceName,
  env: Environment,
  fields: readonly (keyof typeof settings)[],
): Readonly<Record<string, unknown>> {
  const isLocal = env[settings.profile.name] === 'local';
  const values: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const field of fields) {
    const setting: Setting = settings[field];
    if (setting.apps !== undefined && !setting.apps.includes(app)) continue;
    const text = givenFor(setting, env, faults) || fallbackOf(setting, app, isLocal);
    if (text === undefined) {
      if (!setting.isOptional) faults.push(`${setting.name} is not set (${setting.meaning})`);
      continue;
    }
    const parsed = setting.form.safeParse(text);
    if (parsed.success) values[field] = parsed.data;
    else faults.push(`${setting.name}: ${parsed.error.issues[0]?.message} (${setting.meaning})`);
  }
  if (faults.length > 0) throw new ConfigError(faults.join('; '));
  return values;
}

function givenFor(setting: Setting, env: Environment, faults: string[]): string | undefined {
  const file = env[`${setting.name}_FILE`];
  if (env[setting.name] || !setting.isSecret || !file) return env[setting.name];
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    faults.push(`${setting.name}_FILE names a file that cannot be read (${setting.meaning})`);
    return undefined;
  }
}

function fallbackOf(setting: Setting, app: ServiceName, isLocal: boolean): string | undefined {
  const { fallback } = setting;
  if (typeof fallback === 'function') return fallback(app);
  if (typeof fallback === 'object') return isLocal ? fallback.local : undefined;
  return fallback;
}
