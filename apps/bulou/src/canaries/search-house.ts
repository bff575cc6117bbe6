import { spawn } from 'node:child_process';
import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { topics } from '@lib/contracts/topics';
import { dumpTopics } from '@lib/messaging';
import { Redis } from 'ioredis';
import pg from 'pg';
import { canariesIn } from './canary-search.js';

/** Where the house keeps things, as an outsider with every right but the keys sees it. */
export interface HouseStores {
  readonly database: string;
  readonly redis: string;
  readonly kafkaBrokers: string;
  readonly namespace: string;
  /** Folder with logs and witness files. */
  readonly state: string;
  readonly pgDump: string;
}

/** How much was searched in one place, and what was found there. */
export interface SearchedPlace {
  readonly place: string;
  readonly pieces: number;
  readonly bytes: number;
  readonly hits: readonly string[];
}

class Tally {
  pieces = 0;
  bytes = 0;
  readonly hits: string[] = [];

  constructor(private readonly place: string) {}

  look(where: string, content: Buffer | string): void {
    this.pieces += 1;
    this.bytes += content.length;
    for (const { mark, spelling } of canariesIn(content)) this.hits.push(`${where}: ${mark}, ${spelling}`);
  }

  get done(): SearchedPlace {
    const { place, pieces, bytes, hits } = this;
    return { place, pieces, bytes, hits };
  }
}

async function searchKafka({ kafkaBrokers, namespace }: HouseStores): Promise<SearchedPlace> {
  const tally = new Tally('Kafka: keys, headers, values');
  const settings = { brokers: kafkaBrokers.split(','), clientId: 'bulou-canaries', namespace };
  const names = topics.map(({ name }) => name);
  await dumpTopics(settings, names, ({ topic, partition, offset, key, headers, value }) =>
    tally.look(`${topic}/${partition}@${offset}`, `${key}\n${JSON.stringify(headers)}\n${value}`),
  );
  return tally.done;
}

async function contentOf(redis: Redis, key: string): Promise<unknown> {
  const type = await redis.type(key);
  if (type === 'string') return redis.get(key);
  if (type === 'hash') return redis.hgetall(key);
  if (type === 'list') return redis.lrange(key, 0, -1);
  if (type === 'set') return redis.smembers(key);
  if (type === 'zset') return redis.zrange(key, 0, -1);
  return type === 'stream' ? redis.xrange(key, '-', '+') : redis.dump(key);
}

async function searchRedis({ redis: url }: HouseStores): Promise<SearchedPlace> {
  const tally = new Tally('Redis: every key, BullMQ included');
  const redis = new Redis(url);
  try {
    for await (const keys of redis.scanStream({ count: 500 })) {
      for (const key of keys as string[]) tally.look(key, `${key}\n${JSON.stringify(await contentOf(redis, key))}`);
    }
  } finally {
    redis.disconnect();
  }
  return tally.done;
}

// What is not the house's own writing: keys, and the stores, which are searched through their doors.
const passedOver = new Set(['keys', 'postgres', 'kafka', 'redis', 'node_modules', 'tools']);

async function searchFiles({ state }: HouseStores): Promise<SearchedPlace> {
  const tally = new Tally('files: logs of every process, gateway lines, witness');
  for (const entry of readdirSync(state, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const [top = ''] = path.slice(state.length + 1).split('/');
    if (!entry.isFile() || passedOver.has(top)) continue;
    await searchStream(createReadStream(path), (where, text) =>
      tally.look(`${path.slice(state.length)}:${where}`, text),
    );
  }
  return tally.done;
}

const lineFeed = 10;

/** Hands on whole lines, some at a time, so that no canary is cut in two. `where` is the number of bytes before them. */
async function searchStream(
  stream: AsyncIterable<Buffer>,
  look: (where: number, lines: Buffer) => void,
): Promise<void> {
  let kept = Buffer.alloc(0);
  let before = 0;
  for await (const chunk of stream) {
    const all = Buffer.concat([kept, chunk]);
    const end = all.lastIndexOf(lineFeed) + 1;
    if (end > 0) look(before, all.subarray(0, end));
    before += end;
    kept = all.subarray(end);
  }
  if (kept.length > 0) look(before, kept);
}

async function searchDump({ database, pgDump }: HouseStores): Promise<SearchedPlace> {
  const tally = new Tally('pg_dump of every schema, without the keys');
  const child = spawn(pgDump, ['--dbname', database, '--no-owner'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  let table = '';
  await searchStream(child.stdout as AsyncIterable<Buffer>, (_where, lines) => {
    // A chunk may hold several tables; each is named in its own COPY line.
    for (const part of lines.toString('latin1').split(/^(?=COPY )/m)) {
      table = /^COPY (\S+)/.exec(part)?.[1] ?? table;
      tally.look(table, Buffer.from(part, 'latin1'));
    }
  });
  if ((await ended) !== 0) throw new Error('pg_dump failed');
  return tally.done;
}

async function searchActivity({ database }: HouseStores): Promise<SearchedPlace> {
  const tally = new Tally('statements that PostgreSQL remembers');
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  try {
    const { rows } = await client.query<{ query: string }>(
      'select query from pg_stat_activity where query is not null',
    );
    for (const { query } of rows) tally.look('pg_stat_activity', query);
    const kept = await client.query(`select 1 from pg_extension where extname = 'pg_stat_statements'`);
    if (kept.rowCount) {
      const remembered = await client.query<{ query: string }>('select query from pg_stat_statements');
      for (const { query } of remembered.rows) tally.look('pg_stat_statements', query);
    }
  } finally {
    await client.end();
  }
  return tally.done;
}

/** Searches everything that the house writes anywhere but into sealed columns. Out: a line a place; no hit is the law. */
export async function searchHouse(stores: HouseStores): Promise<SearchedPlace[]> {
  return [
    await searchActivity(stores),
    await searchKafka(stores),
    await searchRedis(stores),
    await searchFiles(stores),
    await searchDump(stores),
  ];
}
