import type { ServiceName } from '@lib/contracts/route';
import { z } from 'zod';
import { settings } from './settings.js';
import type { Setting } from './settings.js';

/** Variables of a process, as the app's `.config.ts` passes them on. */
export type Environment = Readonly<Record<string, string | undefined>>;

type Form<K extends keyof typeof settings> = z.output<(typeof settings)[K]['form']>;

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
  readonly failpoint?: Form<'failpoint'>;
}

/** What every app with a database knows; `redisUrl` only where a job queue is. */
export interface ServiceConfig extends BaseConfig {
  readonly databaseUrl: Form<'databaseUrl'>;
  readonly kafkaBrokers: Form<'kafkaBrokers'>;
  readonly redisUrl?: Form<'redisUrl'>;
}

/** Thrown at start-up; the process ends with status 3, because its surroundings lack something. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * In: schema of an app's own variables and the environment. Out: the values, frozen. Throws `ConfigError` naming every
 * variable that is missing or wrong at once, without its value: it may be a secret.
 */
export function defineConfig<S extends z.ZodObject>(schema: S, env: Environment): Readonly<z.output<S>> {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(present);
  if (parsed.success) return Object.freeze(parsed.data);
  throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
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
  'failpoint',
] as const;

/** In: app and environment. Out: what every app knows. Throws `ConfigError`. For apps without a database: the gateway. */
export function baseConfig(app: ServiceName, env: Environment): BaseConfig {
  return read(app, env, baseFields) as unknown as BaseConfig;
}

/** In: app and environment. Out: what a service with a database knows. Throws `ConfigError`. */
export function serviceConfig(app: ServiceName, env: Environment): ServiceConfig {
  return read(app, env, [...baseFields, 'databaseUrl', 'kafkaBrokers', 'redisUrl']) as unknown as ServiceConfig;
}

function read(
  app: ServiceName,
  env: Environment,
  fields: readonly (keyof typeof settings)[],
): Readonly<Record<string, unknown>> {
  const isLocal = env[settings.profile.name] === 'local';
  const values: Record<string, unknown> = { app };
  const faults: string[] = [];
  for (const field of fields) {
    const setting: Setting = settings[field];
    if (setting.apps !== undefined && !setting.apps.includes(app)) continue;
    const text = env[setting.name] || fallbackOf(setting, app, isLocal);
    if (text === undefined) {
      if (!setting.isOptional) faults.push(`${setting.name} is not set (${setting.meaning})`);
      continue;
    }
    const parsed = setting.form.safeParse(text);
    if (parsed.success) values[field] = parsed.data;
    else faults.push(`${setting.name}: ${parsed.error.issues[0]?.message} (${setting.meaning})`);
  }
  if (faults.length > 0) throw new ConfigError(faults.join('; '));
  return Object.freeze(values);
}

function fallbackOf(setting: Setting, app: ServiceName, isLocal: boolean): string | undefined {
  const { fallback } = setting;
  if (typeof fallback === 'function') return fallback(app);
  if (typeof fallback === 'object') return isLocal ? fallback.local : undefined;
  return fallback;
}
