import pg from 'pg';
import { freshNamespace } from './namespace.js';
import { testServer } from './testing.config.js';

/** A database that lives as long as one test file. */
export interface NamespacedPostgres {
  readonly database: string;
  /** Connection string of the app's own login, which owns its schema and sees no other. */
  readonly url: string;
  readonly schema: string;
  /** SQL as the server's administrator, for what a test plants or checks behind the app's back. */
  admin<R extends object = Record<string, unknown>>(sql: string, values?: readonly unknown[]): Promise<R[]>;
  /** Out: connection string of one more app's login with its schema, in the same database. */
  addSchema(schema: string): Promise<string>;
  /** Ends all connections and forgets the database and its logins. */
  drop(): Promise<void>;
}

/**
 * Makes a fresh database `bulou_t…` with the schema and login of the app under test.
 * In: the schema's name. Throws with the cure when BULOU_TEST_POSTGRES_URL is not set.
 */
export async function namespacedPostgres(schema: string): Promise<NamespacedPostgres> {
  const serverUrl = testServer('postgresUrl');
  const database = `bulou_${freshNamespace()}`;
  await onServer(serverUrl, (client) => client.query(`create database ${database}`));
  const adminUrl = withDatabase(serverUrl, database);
  const admin = new pg.Pool({ connectionString: adminUrl, max: 2 });
  // Dropping the database ends these connections from the other side; that is no news.
  admin.on('error', () => undefined);
  const logins: string[] = [];

  const addSchema = async (name: string): Promise<string> => {
    const login = `${database}_${name}`;
    await admin.query(
      `create role ${login} login password '${database}'; create schema ${name} authorization ${login}; grant connect, create on database ${database} to ${login}`,
    );
    logins.push(login);
    return withLogin(adminUrl, login, database);
  };
  const url = await addSchema(schema);

  return {
    database,
    schema,
    url,
    addSchema,
    admin: async <R extends object>(sql: string, values: readonly unknown[] = []) =>
      (await admin.query(sql, [...values])).rows as R[],
    drop: async () => {
      await admin.end();
      await onServer(serverUrl, async (client) => {
        await client.query(`drop database if exists ${database} with (force)`);
        for (const login of logins) await client.query(`drop role if exists ${login}`);
      });
    },
  };
}

async function onServer(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.toString();
}

function withLogin(url: string, login: string, password: string): string {
  const changed = new URL(url);
  changed.username = login;
  changed.password = password;
  return changed.toString();
}
