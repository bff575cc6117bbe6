import pg from 'pg';
import type { Caller } from '../outside/outside-client.js';
import { readList } from '../outside/read-list.js';
import { wall } from '../demo/callers.js';
import type { BenchRound, Ledger } from './bench-round.js';
import { latencies, record } from './latency.js';
import type { Histogram } from 'hdr-histogram-js';
import { personOf, personsPerTube } from './tube-maker.js';

/** Acknowledged and not found again, by what it was; all of them nought unless the house lost something. */
export interface Lost {
  readonly scans: number;
  readonly tubesAtLab: number;
  readonly results: number;
  readonly alerts: number;
}

const recordBytes = 39;
const subjectAt = 7;
const rowsPerPage = 5_000;

/** The subjects in a tube's packed members, by position, read by this file's own reading of the layout. */
function subjectsIn(members: Buffer): Map<number, string> {
  const found = new Map<number, string>();
  for (let start = 0; start + recordBytes <= members.length; start += recordBytes) {
    const hex = members.toString('hex', start + subjectAt, start + subjectAt + 16);
    found.set(
      members.readUInt8(start),
      `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`,
    );
  }
  return found;
}

async function lostScans(client: pg.Client, ledger: Ledger, run: string): Promise<number> {
  let lost = 0;
  for (let from = 0; from < ledger.sealed.length; from += rowsPerPage) {
    const page = ledger.sealed.slice(from, from + rowsPerPage);
    const { rows } = await client.query<{ tube_id: string; members: Buffer | null }>(
      'select tube_id, members from batching.tubes where tube_id = any($1::text[])',
      [page.map(({ tubeId }) => tubeId)],
    );
    const members = new Map(rows.map((row) => [row.tube_id, row.members]));
    for (const { tubeId, device, firstPerson } of page) {
      const found = subjectsIn(members.get(tubeId) ?? Buffer.alloc(0));
      for (let index = 0; index < personsPerTube; index += 1)
        if (found.get(index + 1) !== personOf(run, device, firstPerson + index)) lost += 1;
    }
  }
  return lost;
}

async function missing(client: pg.Client, sql: string, ids: readonly string[]): Promise<number> {
  let lost = 0;
  for (let from = 0; from < ids.length; from += rowsPerPage) {
    const page = ids.slice(from, from + rowsPerPage);
    const { rows } = await client.query<{ lost: number }>(
      `select count(*)::int as lost from unnest($1::text[]) as wanted(tube_id) where not exists (${sql})`,
      [page],
    );
    lost += rows[0]?.lost ?? 0;
  }
  return lost;
}

/** Reads back what was acknowledged, through the verifier's login: persons in their tubes, tubes at the laboratory, released results. */
export async function readBack(verifierUrl: string, ledger: Ledger, run: string): Promise<Omit<Lost, 'alerts'>> {
  const client = new pg.Client({ connectionString: verifierUrl, application_name: 'bulou bench' });
  await client.connect();
  try {
    return {
      scans: await lostScans(client, ledger, run),
      tubesAtLab: await missing(
        client,
        'select from lab.expected_tubes there where there.tube_id = wanted.tube_id and there.members is not null',
        ledger.sealed.map(({ tubeId }) => tubeId),
      ),
      results: await missing(
        client,
        'select from result_desk.results there where there.tube_id = wanted.tube_id',
        ledger.released,
      ),
    };
  } finally {
    await client.end();
  }
}

interface ListedEscalation {
  readonly tubeId: string;
  readonly receivedAt: string | null;
}

/** The alerts of the campaign: from the moment their file was due until the machine had acknowledged each. */
export async function readAlarms(
  { client, campaignId }: BenchRound,
  ledger: Ledger,
): Promise<{ receivedMs: Histogram; waiting: number }> {
  const path = `/api/notification/v1/campaigns/${campaignId}/escalations`;
  const reader = { ask: <T>(caller: Caller, call: { path: string }) => client.get<T>(caller, call.path) };
  const listed = await readList<ListedEscalation>(reader, wall, path, 'escalations');
  const receivedAt = new Map(listed.map((alert) => [alert.tubeId, alert.receivedAt]));
  const receivedMs = latencies();
  let waiting = 0;
  for (const [tubeId, dueAt] of ledger.detected) {
    const at = receivedAt.get(tubeId);
    if (at) record(receivedMs, Date.parse(at) - dueAt);
    else waiting += 1;
  }
  return { receivedMs, waiting };
}

/** Transactions that the house's database has committed so far; how many a tube costs shows how well work is gathered. */
export async function countCommits(verifierUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: verifierUrl, application_name: 'bulou bench' });
  await client.connect();
  try {
    // A backend tells its numbers once a second at the most.
    await client.query('select pg_sleep(1.1)');
    const { rows } = await client.query<{ count: string }>(
      'select xact_commit::text as count from pg_stat_database where datname = current_database()',
    );
    return Number(rows[0]?.count ?? 0);
  } finally {
    await client.end();
  }
}
