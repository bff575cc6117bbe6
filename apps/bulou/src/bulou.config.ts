import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { WrongUsage } from './outcome.js';

/** What the machine and the caller's environment say, read once and frozen. */
export interface LauncherConfig {
  readonly root: string;
  /** Run state of this system: keys, secrets, logs, stores. One folder is one system. */
  readonly state: string;
  /** Short name of (checkout, state), for what has to live outside the checkout. */
  readonly mark: string;
  readonly portBase: number;
  readonly namespace: string;
  readonly profile: string;
  readonly issuer: string;
  readonly only: readonly string[];
  /** Servers that somebody else runs; used only because a variable names them. */
  readonly named: { readonly database?: string; readonly redis?: string; readonly kafka?: string };
  /** Downloads that a second checkout need not repeat. */
  readonly cache: string;
  readonly isRoot: boolean;
  /** The caller's environment, handed on to tools and services. */
  readonly inherited: NodeJS.ProcessEnv;
}

/** Twelve digits that tell one run state from another. */
export const markOf = (state: string): string => createHash('sha256').update(state).digest('hex').slice(0, 12);

const PORT_BASE_DEFAULT = 8080;
// The highest derived port is base + 42 (the third controller).
const PORT_BASE_MAX = 65_535 - 42;

function portBaseOf(text: string | undefined): number {
  if (text === undefined || text === '') return PORT_BASE_DEFAULT;
  const base = Number(text);
  if (Number.isInteger(base) && base >= 1024 && base <= PORT_BASE_MAX) return base;
  throw new WrongUsage(`BULOU_PORT_BASE must be a whole number from 1024 to ${PORT_BASE_MAX}; it is "${text}".`);
}

function namespaceOf(text: string | undefined): string {
  const namespace = text ?? '';
  // It becomes part of a database name, a role and a topic: what all three accept without quoting.
  if (/^([a-z][a-z0-9]{0,19})?$/.test(namespace)) return namespace;
  throw new WrongUsage(`BULOU_NAMESPACE must be at most 20 of a-z and 0-9, a letter first; it is "${namespace}".`);
}

/** A superuser's login stands in a file where an environment could be read by others. */
function namedDatabase(env: NodeJS.ProcessEnv): { database?: string } {
  if (env.DATABASE_URL) return { database: env.DATABASE_URL };
  return env.DATABASE_URL_FILE ? { database: readFileSync(env.DATABASE_URL_FILE, 'utf8').trim() } : {};
}

/** Reads the settings of the launcher; the only reader of the environment in this app. */
export function bulouConfig(env: NodeJS.ProcessEnv = process.env): LauncherConfig {
  const root = env.BULOU_ROOT ?? process.cwd();
  const state = env.BULOU_STATE ? resolve(env.BULOU_STATE) : join(root, '.bulou');
  const cacheHome = env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return Object.freeze({
    root,
    state,
    mark: markOf(state),
    portBase: portBaseOf(env.BULOU_PORT_BASE),
    namespace: namespaceOf(env.BULOU_NAMESPACE),
    profile: env.BULOU_PROFILE || 'local',
    issuer: env.BULOU_ISSUER || 'bulou-local',
    only: (env.BULOU_ONLY ?? '').split(',').filter((name) => name !== ''),
    named: Object.freeze({
      ...namedDatabase(env),
      ...(env.REDIS_URL ? { redis: env.REDIS_URL } : {}),
      ...(env.KAFKA_BROKERS ? { kafka: env.KAFKA_BROKERS } : {}),
    }),
    cache: join(cacheHome, 'bulou'),
    isRoot: process.getuid?.() === 0,
    inherited: env,
  });
}
