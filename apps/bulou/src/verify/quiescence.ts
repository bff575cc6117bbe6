import { setTimeout as pause } from 'node:timers/promises';
import { topics } from '@lib/contracts/topics';
import { KafkaAdmin, type KafkaSettings } from '@lib/messaging';
import pg from 'pg';
import type { CheckReport } from './report.js';
import { subscriptions } from './subscriptions.js';

/** How long the house may take to come to rest after the last command (settled 26). */
const restSecondsMax = 120;
const lookEveryMs = 300;

const schemasSql = `select n.nspname as schema from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.relname = 'outbox' and c.relkind = 'p' order by 1`;

interface Outboxes {
  /** Facts told so far, by room: if it grew between two looks, something moved. */
  readonly position: string;
  readonly unsent: number;
}

async function lookAtOutboxes(client: pg.Client): Promise<Outboxes> {
  const { rows: schemas } = await client.query<{ schema: string }>(schemasSql);
  const parts = schemas.map(
    ({ schema }) =>
      `select '${schema}' as room, (select last_value from ${schema}.outbox_position) as position,
              (select count(*) from ${schema}.outbox where published_at is null) as unsent`,
  );
  if (parts.length === 0) return { position: '', unsent: 0 };
  const { rows } = await client.query<{ room: string; position: string; unsent: string }>(parts.join(' union all '));
  return {
    position: rows.map(({ room, position }) => `${room} ${position}`).join(', '),
    unsent: rows.reduce((sum, { unsent }) => sum + Number(unsent), 0),
  };
}

/** Out: how far every room has told; it differs as soon as any of them tells one more fact. */
export async function toldSoFar(databaseUrl: string): Promise<string> {
  const client = connectTo(databaseUrl);
  await client.connect();
  try {
    return (await lookAtOutboxes(client)).position;
  } finally {
    await client.end();
  }
}

const connectTo = (connectionString: string): pg.Client =>
  new pg.Client({
    ...{ connectionString, application_name: 'bulou verify' },
    ...{ connectionTimeoutMillis: 5_000, statement_timeout: 10_000 },
  });

const groups = Object.keys(subscriptions).flatMap((app) => [app, `${app}-urgent`]);

/** Messages before groups that have read before; a group that was never there has nothing to wait for. */
async function lags(admin: KafkaAdmin): Promise<Map<string, number>> {
  const names = topics.map(({ name }) => name);
  const behind = new Map<string, number>();
  for (const group of groups) {
    const known = (await admin.lagOf(group, names)).filter(({ committed }) => committed >= 0n);
    const lag = Number(known.reduce((sum, partition) => sum + partition.lag, 0n));
    if (lag > 0) behind.set(group, lag);
  }
  return behind;
}

export interface RestSources {
  readonly databaseUrl: string;
  readonly kafka: KafkaSettings;
  /** Jobs that wait or are being worked on. */
  readonly countLiveJobs: () => Promise<number>;
  /** Shorter in tests only. */
  readonly secondsMax?: number;
}

/** What still moves; empty when the house rests. Two looks at the outboxes frame the rest: between them nothing was told. */
async function unrest(client: pg.Client, admin: KafkaAdmin, countLiveJobs: () => Promise<number>): Promise<string[]> {
  const before = await lookAtOutboxes(client);
  const jobs = await countLiveJobs();
  const behind = await lags(admin);
  const after = await lookAtOutboxes(client);
  return [
    ...(after.unsent > 0 ? [`${after.unsent} facts are not sent`] : []),
    ...[...behind].map(([group, lag]) => `${group} has ${lag} facts to read`),
    ...(jobs > 0 ? [`${jobs} jobs wait`] : []),
    ...(before.position !== after.position ? ['new facts are being told'] : []),
  ];
}

/** Waits until nothing moves any more. Out: the liveness check, violated when rest was not reached in time. */
export async function awaitRest(sources: RestSources): Promise<CheckReport> {
  const client = connectTo(sources.databaseUrl);
  const admin = new KafkaAdmin(sources.kafka);
  const secondsMax = sources.secondsMax ?? restSecondsMax;
  const untilMs = performance.now() + secondsMax * 1_000;
  await client.connect();
  try {
    let moving = await unrest(client, admin, sources.countLiveJobs);
    while (moving.length > 0 && performance.now() < untilMs) {
      await pause(lookEveryMs);
      moving = await unrest(client, admin, sources.countLiveJobs);
    }
    return {
      id: 'rest',
      name: `系统在 ${secondsMax} 秒内归于平静：没有未发送、未读取的事件和待办任务 / the house comes to rest within ${secondsMax} s: nothing unsent, unread or queued`,
      status: moving.length === 0 ? 'ok' : 'violated',
      violations: moving.length,
      sample: moving,
    };
  } finally {
    await Promise.all([client.end(), admin.close()]);
  }
}
