import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OpenCaseV1, openCaseJobId } from '@lib/contracts/jobs/open-case.v1';
import { JobQueue } from '@lib/messaging';
import { makeIssuerKeys, systemIds } from '@lib/platform';
import { eventually, namespacedKafka, namespacedPostgres, namespacedRedis, spawnChild, testServer } from '@lib/testing';
import type { Child } from '@lib/testing';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';

const kafka = namespacedKafka();
const redis = await namespacedRedis(kafka.namespace);
const postgres = await namespacedPostgres('isolation');
const queue = JobQueue.for(OpenCaseV1.queue, { redisUrl: redis.url, namespace: kafka.namespace });
const started: Child[] = [];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulou-crash-'));
  await writeFile(join(folder, 'jwks.json'), JSON.stringify((await makeIssuerKeys('crash')).publicKeys));
});

afterAll(async () => {
  await Promise.all(started.map((child) => child.kill()));
  await queue.close();
  await postgres.drop();
  await redis.drop();
  await kafka.drop();
  await rm(folder, { recursive: true });
});

/** The service as it runs in the house: its own process, its own main. */
async function start(failpoint = ''): Promise<Child> {
  Object.assign(process.env, {
    PORT: '0',
    BULOU_PROFILE: 'local',
    BULOU_JWKS: join(folder, 'jwks.json'),
    BULOU_NAMESPACE: kafka.namespace,
    BULOU_FAILPOINT: failpoint,
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    KAFKA_BROKERS: testServer('kafkaBrokers').join(','),
  });
  const child = spawnChild(new URL('../main.ts', import.meta.url), {});
  started.push(child);
  await eventually(() => child.lines.some((line) => line.includes('"listening"')), { withinMs: 30_000 });
  return child;
}

const jobOf = () =>
  OpenCaseV1.shape.parse({
    ...OpenCaseV1.example,
    escalationId: systemIds.uuid7(),
    campaignId: systemIds.uuid7(),
    members: [1, 2, 3].map((position) => ({ position, subjectKind: 'person', subjectId: systemIds.uuid4() })),
  });

const countOf = async (sql: string, id: string) =>
  (await postgres.admin<{ n: number }>(`select count(*)::int as n from isolation.${sql}`, [id]))[0]!.n;

async function expectReceivedOnce({ escalationId, campaignId }: ReturnType<typeof jobOf>): Promise<void> {
  expect(await countOf('alerts where escalation_id = $1', escalationId)).toBe(1);
  expect(await countOf('cases where campaign_id = $1', campaignId)).toBe(3);
  const told = `outbox where type = 'isolation.case-opened.v1' and payload->>'escalationId' = $1`;
  expect(await countOf(told, escalationId)).toBe(3);
}

test('a worker killed twice within one job, before and after its commit, leaves exactly one case a person', async () => {
  const job = jobOf();
  const id = openCaseJobId(job.escalationId, 1);
  const first = await start('case-written@1');
  expect(await queue.add(id, OpenCaseV1.type, job)).toEqual({ isQueued: true });
  expect(await first.ended()).toBe(-1);
  expect(await countOf('alerts where escalation_id = $1', job.escalationId)).toBe(0);

  const second = await start('case-committed@1');
  expect(await second.ended()).toBe(-1);
  await expectReceivedOnce(job);

  const third = await start();
  await eventually(async () => (await queue.state(id)) === 'completed', { withinMs: 30_000 });
  await expectReceivedOnce(job);
  await third.kill();
}, 120_000);

test('a worker that was frozen over its job and wakes after another did it acts no second time', async () => {
  const job = { ...jobOf(), tubeId: '21000000001250' };
  const id = openCaseJobId(job.escalationId, 1);
  const zombie = await start();
  // The database lets nobody write alerts until the worker is frozen in the middle of its transaction.
  await postgres.admin(`create function isolation.wait_here() returns trigger language plpgsql as
    $$ begin perform pg_advisory_xact_lock(4711); return new; end $$`);
  await postgres.admin(`create trigger wait_here before insert on isolation.alerts
    for each row execute function isolation.wait_here()`);
  const isWaiting = `select count(*)::int as n from pg_locks where locktype = 'advisory' and objid = 4711 and not granted
    and database = (select oid from pg_database where datname = current_database())`;
  const gate = new pg.Client({ connectionString: postgres.url });
  await gate.connect();
  await gate.query('select pg_advisory_lock(4711)');
  await queue.add(id, OpenCaseV1.type, job);
  await eventually(async () => (await postgres.admin<{ n: number }>(isWaiting))[0]?.n === 1);
  zombie.signal('SIGSTOP');
  await gate.end();
  const other = await start();
  await eventually(async () => other.lines.some((line) => line.includes('comes again')), { withinMs: 20_000 });
  zombie.signal('SIGCONT');
  await eventually(async () => (await queue.state(id)) === 'completed', { withinMs: 40_000 });
  await expectReceivedOnce(job);
}, 120_000);
