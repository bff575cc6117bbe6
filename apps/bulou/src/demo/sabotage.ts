import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OpenCaseV1 } from '@lib/contracts/jobs/open-case.v1';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { LauncherConfig } from '../bulou.config.js';
import { Lacking, WrongUsage } from '../outcome.js';
import { databaseName } from '../parts/addresses.js';
import type { SabotageKind } from './demo-options.js';
import { Witness, witnessPath } from './witness.js';

type StoreSabotage = Exclude<SabotageKind, 'lose-tube'>;

/** The stores as somebody sees them who is above every rule of the house. */
export interface Stores {
  readonly client: Pick<pg.Client, 'query'>;
  readonly redis?: Pick<Redis, 'del' | 'zrem' | 'lrem'>;
  /** Prefix of the queue's keys. */
  readonly prefix: string;
}

// A tube of the round that went the whole way and found nothing; which one is drawn by a hash, so that it is any.
const plainTubes = `
  select t.tube_id from batching.tubes t
    join lab.lab_tubes l using (tube_id) join lab.results r on r.tube_id = t.tube_id and r.effective
   where t.campaign_id = $1 and t.purpose = 'round' and l.state = 'resulted' and r.finding = 'not-detected'
   order by md5(t.tube_id)`;

async function first<R extends object>(
  client: Stores['client'],
  sql: string,
  values: unknown[],
  what: string,
): Promise<R> {
  const { rows } = await client.query<R>(sql, values);
  const [row] = rows;
  if (!row)
    throw new Lacking(`there is no ${what} to tamper with.`, 'Run a larger round, or one with a higher --prevalence.');
  return row;
}

const pick = async (client: Stores['client'], campaignId: string): Promise<string> =>
  (await first<{ tube_id: string }>(client, `${plainTubes} limit 1`, [campaignId], 'plain tube')).tube_id;

// Bytes 7 to 22 of a packed specimen are its subject; SQL counts bytes from 1.
async function swapPeople({ client }: Stores, campaignId: string): Promise<string> {
  const { rows } = await client.query<{ tube_id: string; subject: Buffer }>(
    `select t.tube_id, substr(t.members, 8, 16) as subject from batching.tubes t
       left join lab.results r on r.tube_id = t.tube_id and r.effective
      where t.campaign_id = $1 and t.purpose = 'round' and t.state = 'handed'
      order by r.finding is distinct from 'not-detected', md5(t.tube_id) limit 2`,
    [campaignId],
  );
  const [one, other] = rows;
  if (!one || !other) throw new Lacking('there are no two tubes to tamper with.', 'Run a larger round.');
  for (const [tube, subject] of [
    [one.tube_id, other.subject],
    [other.tube_id, one.subject],
  ]) {
    await client.query(
      'update batching.tubes set members = overlay(members placing $2::bytea from 8 for 16) where tube_id = $1',
      [tube, subject],
    );
  }
  return one.tube_id;
}

async function forgetJobs({ redis, prefix }: Stores, escalationId: string, attempts: number): Promise<void> {
  const queue = `${prefix}:${OpenCaseV1.queue}`;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const job = `esc-${escalationId}-a${attempt}`;
    await redis?.del(`${queue}:${job}`);
    await redis?.lrem(`${queue}:wait`, 0, job);
    for (const set of ['completed', 'failed', 'delayed']) await redis?.zrem(`${queue}:${set}`, job);
  }
}

async function withholdPositive(stores: Stores, campaignId: string): Promise<string> {
  const { client } = stores;
  const alert = await first<{ tube_id: string; escalation_id: string; attempt: number }>(
    client,
    `select e.tube_id, e.escalation_id, e.attempt from notification.escalations e
       join lab.results r on r.tube_id = e.tube_id and r.version = e.result_version and r.effective
      where e.campaign_id = $1 and e.purpose = 'round' order by md5(e.tube_id) limit 1`,
    [campaignId],
    'detected tube',
  );
  const people = 'select subject_id from notification.escalation_members where escalation_id = $1';
  const cases = `select case_id from isolation.cases where campaign_id = $2 and participant_id in (${people})`;
  const both = [alert.escalation_id, campaignId];
  await client.query(`delete from isolation.measures where case_id in (${cases})`, both);
  await client.query(`delete from isolation.cases where case_id in (${cases})`, both);
  for (const table of ['isolation.alert_members', 'isolation.alerts', 'notification.rungs']) {
    await client.query(`delete from ${table} where escalation_id = $1`, [alert.escalation_id]);
  }
  for (const table of ['notification.escalation_members', 'notification.escalations']) {
    await client.query(`delete from ${table} where escalation_id = $1`, [alert.escalation_id]);
  }
  await forgetJobs(stores, alert.escalation_id, alert.attempt);
  return alert.tube_id;
}

/** The same tube comes in a second time, by a laboratory that never had it, with another verdict. */
async function doubleUpload({ client }: Stores, campaignId: string): Promise<string> {
  const tubeId = await pick(client, campaignId);
  await client.query(
    `insert into lab.results (tube_id, version, supersedes, status, effective, finding, lab_code, upload_id, row, tested_at,
                              uploaded_by, recorded_by, recorded_at)
     select tube_id, version + 1, version, 'preliminary', false, 'detected', 'LAB-NOBODY', upload_id, row, tested_at,
            uploaded_by, recorded_by, clock_timestamp()
       from lab.results where tube_id = $1 and effective`,
    [tubeId],
  );
  return tubeId;
}

async function dropRow({ client }: Stores, campaignId: string): Promise<string> {
  const tubeId = await pick(client, campaignId);
  await client.query(
    `delete from lab.upload_rows k using lab.results r
      where r.tube_id = $1 and r.effective and k.upload_id = r.upload_id and k.row = r.row`,
    [tubeId],
  );
  return tubeId;
}

async function alterCustody({ client }: Stores, campaignId: string): Promise<string> {
  const tubeId = await pick(client, campaignId);
  await client.query(
    `update batching.custody_entries set actor = 'somebody-else' where tube_id = $1 and step = 'sealed'`,
    [tubeId],
  );
  return tubeId;
}

const plants: Readonly<Record<StoreSabotage, (stores: Stores, campaignId: string) => Promise<string>>> = {
  'swap-people': swapPeople,
  'withhold-positive': withholdPositive,
  'double-upload': doubleUpload,
  'drop-row': dropRow,
  'alter-custody': alterCustody,
};

/** Tampers inside a transaction that is there already. Out: the barcode of the tube that was tampered with. */
export const tamper = (kind: StoreSabotage, campaignId: string, stores: Stores): Promise<string> =>
  plants[kind](stores, campaignId);

async function plantIn(kind: StoreSabotage, campaignId: string, stores: Stores): Promise<string> {
  // As a superuser who wants no constraint and no trigger to speak up: verify has to notice, not the database.
  await stores.client.query(`begin; set local session_replication_role = replica`);
  try {
    const id = await tamper(kind, campaignId, stores);
    await stores.client.query('commit');
    return id;
  } catch (error) {
    await stores.client.query('rollback');
    throw error;
  }
}

/**
 * Plants one fault behind the back of the services, with the superuser's login, so that `verify` must name it.
 * Out: the barcode of the tube that was tampered with. Throws WrongUsage outside the local profile.
 */
export async function plantInStore(kind: StoreSabotage, campaignId: string, config: LauncherConfig): Promise<string> {
  if (config.profile !== 'local') {
    throw new WrongUsage(`stores are tampered with in the local profile only; this is "${config.profile}".`);
  }
  const file = join(config.state, 'parts.json');
  if (!existsSync(file))
    throw new Lacking('the addresses of the stores are not known.', 'They are written by: ./bulou up');
  const parts = JSON.parse(readFileSync(file, 'utf8')) as { DATABASE_URL: string; REDIS_URL: string };
  const url = new URL(parts.DATABASE_URL);
  url.pathname = `/${databaseName(config.namespace)}`;
  const client = new pg.Client({ connectionString: url.href, application_name: 'bulou sabotage' });
  const redis = new Redis(parts.REDIS_URL, { lazyConnect: true, maxRetriesPerRequest: 1 });
  await Promise.all([client.connect(), redis.connect()]);
  const witness = new Witness(witnessPath(config.state, campaignId));
  try {
    const id = await plantIn(kind, campaignId, { client, redis, prefix: config.namespace || 'bulou' });
    witness.write([{ kind: 'planted', fault: kind, id }]);
    return id;
  } finally {
    witness.close();
    redis.disconnect();
    await client.end();
  }
}
