import pg from 'pg';
import { Redis } from 'ioredis';
import type { LauncherConfig } from '../bulou.config.js';
import type { Addresses } from '../parts/addresses.js';
import { askRunning } from '../supervisor/client.js';
import { parentOf, pidOfCommand, type ProcessGroup } from './cpu-usage.js';

/** A backend's parent is the server; it answers for a server on another machine too, where no such process is found. */
async function postgresPid(url: string): Promise<number | undefined> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    return rows[0] && parentOf(rows[0].pid);
  } finally {
    await client.end();
  }
}

async function redisPid(url: string): Promise<number | undefined> {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 1 });
  try {
    await redis.connect();
    const pid = /^process_id:(\d+)/m.exec(await redis.info('server'))?.[1];
    return pid === undefined ? undefined : Number(pid);
  } finally {
    redis.disconnect();
  }
}

/** The processes of the house by what they are: the parts, each service, and this generator. */
export async function processGroups(config: LauncherConfig, addresses: Addresses): Promise<ProcessGroup[]> {
  const { processes } = await askRunning(config, { op: 'status' });
  const roots = (holds: (name: string) => boolean) =>
    processes.flatMap(({ name, kind, pid }) => (kind === 'part' && pid !== null && holds(name) ? [pid] : []));
  const known = async (own: number[], foreign: () => number | undefined | Promise<number | undefined>) => {
    if (own.length > 0) return own;
    const found = await foreign();
    return found === undefined ? [] : [found];
  };
  const services = processes.filter(({ kind }) => kind === 'service');
  return [
    {
      name: 'postgres',
      roots: await known(
        roots((name) => name === 'postgres'),
        () => postgresPid(addresses.verifier),
      ),
    },
    {
      name: 'redis',
      roots: await known(
        roots((name) => name === 'redis'),
        () => redisPid(addresses.redis),
      ),
    },
    {
      name: 'kafka',
      roots: await known(
        roots((name) => name.startsWith('kafka')),
        () => pidOfCommand('java', 'kafka.Kafka'),
      ),
    },
    ...services.map(({ name, pid }) => ({ name, roots: pid === null ? [] : [pid] })),
    { name: 'generator', roots: [process.pid], isAlone: true },
  ];
}
