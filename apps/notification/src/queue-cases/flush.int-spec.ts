import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DetectionRaisedV1 } from '@lib/contracts/events/lab/detection-raised.v1';
import { topics } from '@lib/contracts/topics';
import { makeIssuerKeys, systemIds } from '@lib/platform';
import {
  eventually,
  foreignFacts,
  namespacedKafka,
  namespacedPostgres,
  namespacedRedis,
  spawnChild,
  testServer,
} from '@lib/testing';
import type { Child } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { afterAll, beforeAll, expect, test } from 'vitest';

const kafka = namespacedKafka();
const redis = await namespacedRedis(kafka.namespace);
const postgres = await namespacedPostgres('notification');
const facts = foreignFacts(kafka);
const urls = { notification: postgres.url, isolation: await postgres.addSchema('isolation') };
const started: Child[] = [];
let folder: string;

beforeAll(async () => {
  await kafka.admin.ensureTopics(topics);
  folder = await mkdtemp(join(tmpdir(), 'bulou-flush-'));
  await writeFile(join(folder, 'jwks.json'), JSON.stringify((await makeIssuerKeys('flush')).publicKeys));
});

afterAll(async () => {
  await Promise.all(started.map((child) => child.kill()));
  await facts.close();
  await postgres.drop();
  await redis.drop();
  await kafka.drop();
  await rm(folder, { recursive: true });
});

/** Both rooms run as in the house, each in its own process; they meet over the job and their facts alone. */
async function start(app: 'notification' | 'isolation', failpoint = ''): Promise<Child> {
  Object.assign(process.env, {
    PORT: '0',
    BULOU_PROFILE: 'local',
    BULOU_JWKS: join(folder, 'jwks.json'),
    BULOU_NAMESPACE: kafka.namespace,
    BULOU_FAILPOINT: failpoint,
    DATABASE_URL: urls[app],
    REDIS_URL: redis.url,
    KAFKA_BROKERS: testServer('kafkaBrokers').join(','),
  });
  const child = spawnChild(new URL(`../../../${app}/src/main.ts`, import.meta.url), {});
  started.push(child);
  await eventually(() => child.lines.some((line) => line.includes('"listening"')), { withinMs: 30_000 });
  return child;
}

let serial = 0;
const detection = (persons: number) =>
  facts.message(DetectionRaisedV1, {
    tubeId: writeTubeBarcode('21', (serial += 1)),
    members: Array.from({ length: persons }, (_, index) => ({
      position: index + 1,
      subjectKind: 'person',
      subjectId: systemIds.uuid4(),
    })),
  });

const countOf = async (sql: string) =>
  (await postgres.admin<{ n: number }>(`select count(*)::int as n from ${sql}`))[0]!.n;
const acknowledged = () => countOf(`notification.escalations where state = 'acknowledged'`);

test('a thousand pending escalations survive a flushed Redis and are each acknowledged exactly once', async () => {
  const [escalations, persons] = [1_000, 2];
  const notification = await start('notification');
  await facts.publish(Array.from({ length: escalations }, () => detection(persons)));
  const queued = () => countOf(`notification.escalations where state = 'queued'`);
  await eventually(async () => (await queued()) === escalations, { withinMs: 30_000 });

  await redis.flush();
  await start('isolation');
  await eventually(async () => (await acknowledged()) > 100, { withinMs: 60_000 });
  await redis.flush();
  await eventually(async () => (await acknowledged()) === escalations, { withinMs: 60_000, everyMs: 100 });

  expect(await countOf('isolation.cases')).toBe(escalations * persons);
  expect(await countOf(`isolation.outbox where type = 'isolation.case-opened.v1'`)).toBe(escalations * persons);
  expect(await countOf(`notification.outbox where type = 'notification.escalation-acknowledged.v1'`)).toBe(escalations);
  expect(await countOf('notification.escalations where attempt < 2')).toBeLessThan(escalations);
  const [slowest] = await postgres.admin<{ seconds: number }>(
    'select max(extract(epoch from received_at - opened_at))::float as seconds from notification.escalations',
  );
  expect(slowest?.seconds).toBeLessThan(60);
  await notification.kill();
}, 180_000);

test('notification killed before it rings, and again while it rings anew, forgets no alarm and has none acknowledged twice', async () => {
  const before = await acknowledged();
  const first = await start('notification', 'escalation-committed@1');
  await facts.publish([detection(1), detection(1), detection(1)]);
  expect(await first.ended()).toBe(-1);
  // Whatever the first one had rung for is gone too: the second claims a new attempt, and dies before it rings.
  await redis.flush();
  const second = await start('notification', 'attempt-claimed@1');
  expect(await second.ended()).toBe(-1);
  const third = await start('notification');
  await eventually(async () => (await acknowledged()) === before + 3, { withinMs: 60_000 });
  const told = `notification.outbox where type = 'notification.escalation-acknowledged.v1'`;
  expect(await countOf(told)).toBe(before + 3);
  await third.kill();
}, 120_000);
