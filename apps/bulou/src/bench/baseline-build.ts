import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import pg from 'pg';
import type { LauncherConfig } from '../bulou.config.js';
import { Lacking } from '../outcome.js';
import { until } from '../outside/until.js';
import { type Addresses, databaseName } from '../parts/addresses.js';

/** The tutorial build while it runs. */
export interface RunningBaseline {
  readonly url: string;
  readonly pid: number;
  /** Ends it and takes its database, topics and queue away. */
  stop(): Promise<void>;
}

const source = join('test', 'load', 'baseline');
// Between the ports of the services and those of the parts.
const portOffset = 15;
const readySeconds = 60;

function compile(config: LauncherConfig): void {
  const swc = join(config.root, 'node_modules', '@swc', 'cli', 'bin', 'swc.js');
  const made = spawnSync(process.execPath, [swc, source, '--out-dir', 'dist', '--quiet'], { cwd: config.root });
  if (made.status === 0) return;
  throw new Lacking(
    `the tutorial build cannot be compiled: ${made.stderr.toString().slice(0, 400)}`,
    'It needs the packages for development: npm ci',
  );
}

async function recreate(administrator: string, name: string, isWanted: boolean): Promise<void> {
  const client = new pg.Client({ connectionString: administrator });
  await client.connect();
  try {
    await client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`);
    if (isWanted) await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

/** Compiles and starts the tutorial build on the servers of the house, with a database of its own. */
export async function startBaseline(config: LauncherConfig, addresses: Addresses): Promise<RunningBaseline> {
  compile(config);
  const name = `${databaseName(config.namespace)}_tutorial`;
  await recreate(addresses.administrator, name, true);
  const database = new URL(addresses.administrator);
  database.pathname = `/${name}`;
  const port = config.portBase + portOffset;
  const child = spawn(process.execPath, [join(config.root, 'dist', source, 'main.js')], {
    cwd: config.root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: config.inherited.PATH,
      PORT: String(port),
      DATABASE_URL: database.href,
      REDIS_URL: addresses.redis,
      KAFKA_BROKERS: addresses.kafka,
      BULOU_NAMESPACE: `${config.namespace}tutorial`,
      KAFKAJS_NO_PARTITIONER_WARNING: '1',
    },
  });
  const url = `http://127.0.0.1:${port}`;
  await until('the tutorial build to answer', readySeconds, async () => {
    if (child.exitCode !== null) throw new Error(`the tutorial build ended with ${child.exitCode}`);
    const answer = await fetch(`${url}/counts`).catch(() => undefined);
    return answer?.ok === true ? true : undefined;
  });
  return {
    url,
    pid: child.pid ?? 0,
    stop: async () => {
      await end(child);
      await recreate(addresses.administrator, name, false);
    },
  };
}
