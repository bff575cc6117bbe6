import type { Database, Tx } from '@lib/platform';
import { inboxDaysKept, outboxDays } from './event-tables.js';
import { codeOf } from './failure.js';

// Nobody may queue behind a partition that waits for its lock: the next hour is early enough.
const LOCK_WAIT_MILLISECONDS = 500;
const INBOX_ROWS_PER_ROUND = 20_000;
// The default partition already holds rows of that day, which are served just as well where they are; or another replica
// was quicker.
const goodReasons = new Set(['23514', '42P07']);

/**
 * Makes the day partitions of today and the next days, drops published ones whose days are over, and forgets old
 * inbox rows. What cannot be done now (rows already in the default partition, a lock) is left for the next call.
 */
export async function keepPartitions(database: Database): Promise<void> {
  const [clock] = await database.query<{ days: string[]; oldest: string }>(
    `select array(select to_char((now() at time zone 'UTC')::date + n, 'YYYYMMDD')
                    from generate_series(0, ${outboxDays.ahead}) n) as days,
            to_char((now() at time zone 'UTC')::date - ${outboxDays.kept}, 'YYYYMMDD') as oldest`,
  );
  if (!clock) return;
  const existing = await partitionDays(database);
  for (const day of clock.days) if (!existing.includes(day)) await makePartition(database, day);
  for (const day of existing) if (day < clock.oldest) await dropPartition(database, day);
  await database.query(
    `delete from inbox where ctid = any(array(
       select ctid from inbox where applied_at < now() - interval '${inboxDaysKept} days' limit ${INBOX_ROWS_PER_ROUND}))`,
  );
}

async function partitionDays(database: Database): Promise<string[]> {
  const rows = await database.query<{ day: string }>(
    `select substring(child.relname from 8) as day
       from pg_inherits join pg_class child on child.oid = inhrelid
      where inhparent = 'outbox'::regclass and child.relname ~ '^outbox_[0-9]{8}$' order by 1`,
  );
  return rows.map((row) => row.day);
}

async function makePartition(database: Database, day: string): Promise<void> {
  try {
    await database.transaction(async (tx) => {
      await limitLockWait(tx);
      await tx.query(`create table outbox_${day} (like outbox including defaults including constraints including indexes)
        with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000)`);
      // ATTACH lets writers go on; CREATE … PARTITION OF would stop them all for its lock.
      await tx.query(`alter table outbox attach partition outbox_${day}
        for values from ('${midnight(day)}') to (timestamptz '${midnight(day)}' + interval '24 hours')`);
    });
  } catch (error) {
    if (!goodReasons.has(codeOf(error) ?? '')) throw error;
  }
}

async function dropPartition(database: Database, day: string): Promise<void> {
  await database.transaction(async (tx) => {
    await limitLockWait(tx);
    const unpublished = await tx.query(`select 1 from outbox_${day} where published_at is null limit 1`);
    if (unpublished.length === 0) await tx.query(`drop table outbox_${day}`);
  });
}

async function limitLockWait(tx: Tx): Promise<void> {
  await tx.query(`set local lock_timeout = ${LOCK_WAIT_MILLISECONDS}`);
}

function midnight(day: string): string {
  return `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6, 8)} 00:00:00+00`;
}
