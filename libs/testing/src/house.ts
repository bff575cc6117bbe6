import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { topics } from '@lib/contracts/topics';
import type { ServiceName } from '@lib/contracts/route';
import { makeIssuerKeys } from '@lib/platform';
import { type Child, spawnChild } from './child-process.js';
import { eventually } from './eventually.js';
import { type ForeignFacts, foreignFacts } from './foreign-facts.js';
import { type NamespacedKafka, namespacedKafka } from './kafka.js';
import { type NamespacedPostgres, namespacedPostgres } from './postgres.js';
import { type NamespacedRedis, namespacedRedis } from './redis.js';
import { testServer } from './testing.config.js';

/** Rooms as processes of their own, as in the house, so that a test may kill, stop and restart them. */
export interface House {
  readonly postgres: NamespacedPostgres;
  readonly redis: NamespacedRedis;
  readonly kafka: NamespacedKafka;
  readonly facts: ForeignFacts;
  /** For files that the rooms read; gone with the house. */
  readonly folder: string;
  /** Starts a room and waits until it listens. In: further variables, such as BULOU_FAILPOINT. */
  start(app: ServiceName, variables?: Readonly<Record<string, string>>): Promise<Child>;
  /** Out: how many rows; `sql` is what follows `from`. */
  countOf(sql: string, values?: readonly unknown[]): Promise<number>;
  close(): Promise<void>;
}

/** In: the rooms that may be started; the schema of each has its name. Out: the house, nobody in it yet. */
export async function openHouse(first: ServiceName, ...others: readonly ServiceName[]): Promise<House> {
  const kafka = namespacedKafka();
  const redis = await namespacedRedis(kafka.namespace);
  const postgres = await namespacedPostgres(first);
  const facts = foreignFacts(kafka);
  const urls = new Map<ServiceName, string>([[first, postgres.url]]);
  for (const app of others) urls.set(app, await postgres.addSchema(app));
  await kafka.admin.ensureTopics(topics);
  const folder = await mkdtemp(join(tmpdir(), 'bulou-house-'));
  await writeFile(join(folder, 'jwks.json'), JSON.stringify((await makeIssuerKeys('house')).publicKeys));
  const started: Child[] = [];

  return {
    ...{ postgres, redis, kafka, facts, folder },
    start: async (app, variables = {}) => {
      const child = spawnChild(
        new URL(`../../../apps/${app}/src/main.ts`, import.meta.url),
        {},
        {
          ...{ PORT: '0', BULOU_PROFILE: 'local', BULOU_JWKS: join(folder, 'jwks.json') },
          ...{ BULOU_NAMESPACE: kafka.namespace, DATABASE_URL: urls.get(app) ?? '', REDIS_URL: redis.url },
          ...{ KAFKA_BROKERS: testServer('kafkaBrokers').join(','), ...variables },
        },
      );
      started.push(child);
      await eventually(() => child.lines.some((line) => line.includes('"listening"')), { withinMs: 30_000 });
      return child;
    },
    countOf: async (sql, values = []) => {
      const [row] = await postgres.admin<{ n: number }>(`select count(*)::int as n from ${sql}`, values);
      return row?.n ?? 0;
    },
    close: async () => {
      await Promise.all(started.map((child) => child.kill()));
      await facts.close();
      await postgres.drop();
      await redis.drop();
      await kafka.drop();
      await rm(folder, { recursive: true });
    },
  };
}
