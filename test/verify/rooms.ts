import { messagingMigrations } from '@lib/messaging';
import { auditSchemaOf, auditSchemaSql, type Migration } from '@lib/platform';
import { namespacedPostgres, type NamespacedPostgres, testServer } from '@lib/testing';
import pg from 'pg';
import { batchingMigrations } from '../../apps/batching/migrations/index.js';
import { migrations as commandCentreMigrations } from '../../apps/command-centre/migrations/index.js';
import { isolationMigrations } from '../../apps/isolation/migrations/index.js';
import { labMigrations } from '../../apps/lab/migrations/index.js';
import { notificationMigrations } from '../../apps/notification/migrations/index.js';
import { registrationMigrations } from '../../apps/registration/migrations/index.js';
import { resultDeskMigrations } from '../../apps/result-desk/migrations/index.js';

const rooms: Readonly<Record<string, readonly Migration[]>> = {
  registration: registrationMigrations,
  batching: batchingMigrations,
  lab: labMigrations,
  notification: notificationMigrations,
  isolation: isolationMigrations,
  command_centre: commandCentreMigrations,
  result_desk: resultDeskMigrations,
};

/** All rooms in one database, built by their real migrations, and a connection that is above every rule. */
export interface AllRooms {
  readonly client: pg.Client;
  close(): Promise<void>;
}

async function migrateRoom(client: pg.Client, schema: string, own: readonly Migration[]): Promise<void> {
  await client.query(`set search_path = ${schema}`);
  const titles = new Set(messagingMigrations.map(({ title }) => title));
  for (const step of [...messagingMigrations, ...own.filter(({ title }) => !titles.has(title))]) {
    const runner = { query: (sql: string) => client.query(sql) };
    await new step().up(runner as unknown as Parameters<InstanceType<Migration>['up']>[0]);
  }
  await client.query('reset search_path');
}

/** Builds the rooms. Throws with the cure when no test server is named. */
export async function openAllRooms(): Promise<AllRooms> {
  const postgres: NamespacedPostgres = await namespacedPostgres('registration');
  const url = new URL(testServer('postgresUrl'));
  url.pathname = `/${postgres.database}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  for (const schema of Object.keys(rooms)) {
    if (schema !== 'registration') await postgres.addSchema(schema);
    await migrateRoom(client, schema, rooms[schema] ?? []);
    await client.query(`create schema ${auditSchemaOf(schema)}`);
    for (const sql of auditSchemaSql(schema)) await client.query(sql);
  }
  return {
    client,
    close: async () => {
      await client.end();
      await postgres.drop();
    },
  };
}

type Row = Readonly<Record<string, unknown>>;

/** Inserts rows by the names of their columns; bytes as `\x…` text. */
export async function insert(client: pg.Client, table: string, rows: readonly Row[]): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const columns = Object.keys(first).join(', ');
  await client.query(
    `insert into ${table} (${columns}) select ${columns} from jsonb_populate_recordset(null::${table}, $1::jsonb)`,
    [JSON.stringify(rows)],
  );
}
