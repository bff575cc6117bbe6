import type { StoredJob } from '@lib/messaging';
import pg from 'pg';
import type { AuditEvidence } from './audit/audit-evidence.js';
import type { TopicRecord } from './topic-record.js';
import type { WitnessOf } from './witness-file.js';

/** Where the outside looks in; each may be missing, and the checks that need it are then skipped. */
export interface Sources {
  readonly readTopics?: () => Promise<readonly TopicRecord[]>;
  readonly readJobs?: () => Promise<readonly StoredJob[]>;
  readonly witnessOf?: (campaignId: string) => WitnessOf | undefined;
  readonly audit?: () => AuditEvidence | undefined;
  readonly askAsResident?: (participantId: string) => Promise<unknown>;
}

const statementMsMax = 120_000;
// A campaign of a day is joined by hash as a whole; without fresh statistics the planner would loop over it row by row.
const settings = `set local jit = off; set local enable_nestloop = off; set local work_mem = '64MB'; set local timezone = 'UTC'`;

const tablesSql = `
  select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.relkind in ('r', 'p', 'v') and n.nspname !~ '^(pg_|information_schema$)'`;

/** Everything that the checks look at, read at one instant: one snapshot of the database, one dump of Kafka and Redis. */
export class View {
  readonly #client: pg.Client;
  #topics: Promise<readonly TopicRecord[]> | undefined;
  #jobs: Promise<readonly StoredJob[]> | undefined;
  #witnesses: ReadonlyMap<string, WitnessOf> | undefined;

  private constructor(
    client: pg.Client,
    readonly sources: Sources,
    /** Tables of all rooms, as `schema.table`. */
    readonly tables: ReadonlySet<string>,
    /** The campaigns under the light. */
    readonly campaigns: readonly string[],
  ) {
    this.#client = client;
  }

  /** In: the one campaign asked for, or none for all. The snapshot is taken here. */
  static async open(sources: Sources & { readonly databaseUrl: string }, campaignId?: string): Promise<View> {
    const client = new pg.Client({
      connectionString: sources.databaseUrl,
      application_name: 'bulou verify',
      connectionTimeoutMillis: 5_000,
      statement_timeout: statementMsMax,
    });
    await client.connect();
    await client.query('begin isolation level repeatable read read only');
    return View.through(client, sources, campaignId);
  }

  /** The same through a connection that is in a transaction already; whoever gave it ends it. */
  static async through(client: pg.Client, sources: Sources, campaignId?: string): Promise<View> {
    await client.query(settings);
    const { rows } = await client.query<{ name: string }>(tablesSql);
    const tables = new Set(rows.map(({ name }) => name));
    const campaigns = campaignId === undefined ? await allCampaigns(client, tables) : [campaignId];
    return new View(client, sources, tables, campaigns);
  }

  async sql<R extends object>(text: string, values: readonly unknown[] = []): Promise<R[]> {
    const { rows } = await this.#client.query<R>(text, [...values]);
    return rows;
  }

  /** What load clients saw of the campaigns; a campaign that nobody watched is not in there. */
  witnesses(): ReadonlyMap<string, WitnessOf> {
    this.#witnesses ??= new Map(
      this.campaigns.flatMap((campaignId) => {
        const witness = this.sources.witnessOf?.(campaignId);
        return witness ? [[campaignId, witness] as const] : [];
      }),
    );
    return this.#witnesses;
  }

  /** Every message in the topics; undefined when Kafka may not be looked at. */
  topics(): Promise<readonly TopicRecord[]> | undefined {
    this.#topics ??= this.sources.readTopics?.();
    return this.#topics;
  }

  /** Every job in Redis; undefined when Redis may not be looked at. */
  jobs(): Promise<readonly StoredJob[]> | undefined {
    this.#jobs ??= this.sources.readJobs?.();
    return this.#jobs;
  }

  async close(): Promise<void> {
    await this.#client.end();
  }
}

async function allCampaigns(client: pg.Client, tables: ReadonlySet<string>): Promise<string[]> {
  if (!tables.has('registration.campaigns')) return [];
  const { rows } = await client.query<{ campaign_id: string }>(
    'select campaign_id from registration.campaigns order by opened_at, campaign_id',
  );
  return rows.map((row) => row.campaign_id);
}
