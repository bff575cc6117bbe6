import pg from 'pg';
import { schemas } from '../secrets.js';

/** Something that waits, and for how long by the database's clock. */
export interface Waiting {
  readonly id: string;
  readonly where: string;
  readonly since: string;
  readonly seconds: number;
}

/** How many keys stand still in a service, and how many events behind them. */
export interface Parked {
  readonly keys: number;
  readonly events: number;
}

export interface WaitingFacts {
  /** Events committed and not yet sent, by schema. */
  readonly outbox: Readonly<Record<string, number>>;
  /** Events that a service has put aside and nobody has replayed or dropped, by schema; none where nothing is parked. */
  readonly parked: Readonly<Record<string, Parked>>;
  readonly oldest: { readonly event: Waiting | null; readonly alert: Waiting | null; readonly tube: Waiting | null };
  readonly postgres: string;
}

interface Row {
  readonly id: string;
  readonly place: string;
  readonly since: Date;
  readonly seconds: string;
}

const age = (column: string) => `${column} as since, extract(epoch from clock_timestamp() - ${column}) as seconds`;

const alertNobodyTook = `select escalation_id::text as id, district_code || ', ' || coalesce(owner_person, owner_role, 'nobody called') as place, ${age('opened_at')}
  from notification.escalations where taken_at is null and revoked_at is null order by opened_at limit 1`;

// Each branch walks an index of what is still under way, from its oldest; what is answered is never read.
const tubeStillUnderWay = `
  with at_site as (
    select tube_id, state || ' at ' || site_code as place, opened_at as since from batching.tubes
     where state in ('opened', 'sealed', 'boxed') order by opened_at, tube_id limit 1),
  at_lab as (
    select t.tube_id, t.state || ' at ' || e.lab_code, t.recorded_at from lab.lab_tubes t join lab.expected_tubes e using (tube_id)
     where t.state in ('expected', 'received') and e.batch_id is not null order by t.recorded_at, t.tube_id limit 1),
  unreleased as (
    select tube_id, 'not released at ' || lab_code, recorded_at from lab.results
     where effective and status = 'preliminary' order by recorded_at, tube_id limit 1)
  select tube_id as id, place, ${age('since')} from
    (select * from at_site union all select * from at_lab union all select * from unreleased) as candidate
   order by since limit 1`;

const waiting = (row: Row | undefined): Waiting | null =>
  row === undefined
    ? null
    : { id: row.id, where: row.place, since: row.since.toISOString(), seconds: Math.round(Number(row.seconds)) };

async function exists(client: pg.Client, table: string): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>('select to_regclass($1) is not null as there', [table]);
  return rows[0]?.there ?? false;
}

async function oldestOf(client: pg.Client, tables: readonly string[], sql: string): Promise<Waiting | null> {
  for (const table of tables) if (!(await exists(client, table))) return null;
  const { rows } = await client.query<Row>(sql);
  return waiting(rows[0]);
}

async function parkedIn(client: pg.Client): Promise<Record<string, Parked>> {
  const parked: Record<string, Parked> = {};
  for (const schema of schemas) {
    if (!(await exists(client, `${schema}.dead_letters`))) continue;
    const { rows } = await client.query<Parked>(
      `select count(distinct (consumer, topic, key))::int as keys, count(*)::int as events from ${schema}.dead_letters
        where state in ('failing', 'parked', 'refused')`,
    );
    if (rows[0] && rows[0].events > 0) parked[schema] = rows[0];
  }
  return parked;
}

/** Reads, with the verifier's login, what waits in the stores of the services; a table that is not there yet has nothing waiting. */
export async function readWaitingFacts(verifierUrl: string): Promise<WaitingFacts> {
  const client = new pg.Client({
    connectionString: verifierUrl,
    connectionTimeoutMillis: 3000,
    statement_timeout: 10_000,
  });
  await client.connect();
  try {
    const outbox: Record<string, number> = {};
    let event: Waiting | null = null;
    for (const schema of schemas) {
      if (!(await exists(client, `${schema}.outbox`))) continue;
      const unsent = `from ${schema}.outbox where published_at is null`;
      const { rows } = await client.query<{ count: string }>(`select count(*) as count ${unsent}`);
      outbox[schema] = Number(rows[0]?.count ?? 0);
      const oldest = await client.query<Row>(
        `select id::text as id, '${schema} ' || type as place, ${age('recorded_at')} ${unsent} order by position limit 1`,
      );
      const found = waiting(oldest.rows[0]);
      if (found && (event === null || found.since < event.since)) event = found;
    }
    const version = await client.query<{ server_version: string }>('show server_version');
    return {
      outbox,
      parked: await parkedIn(client),
      oldest: {
        event,
        alert: await oldestOf(client, ['notification.escalations'], alertNobodyTook),
        tube: await oldestOf(client, ['batching.tubes', 'lab.results'], tubeStillUnderWay),
      },
      postgres: version.rows[0]?.server_version ?? '',
    };
  } finally {
    await client.end();
  }
}
