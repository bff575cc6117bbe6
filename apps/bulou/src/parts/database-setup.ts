import { auditGrantsSql, auditSchemaOf, auditSchemaSql } from '@lib/platform';
import pg from 'pg';
import type { LauncherConfig } from '../bulou.config.js';
import { type Schema, type Secrets, schemas } from '../secrets.js';
import { type Addresses, databaseName, roleName } from './addresses.js';

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'bulou set-up',
    connectionTimeoutMillis: 5000,
  });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** True when the server lets us in: an open port says less, since PostgreSQL accepts before it has recovered. */
export async function databaseAnswers(url: string): Promise<boolean> {
  try {
    await withClient(url, (client) => client.query('select 1'));
    return true;
  } catch {
    return false;
  }
}

async function ensureRole(client: pg.Client, name: string, password: string): Promise<void> {
  const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [name]);
  const verb = rowCount === 0 ? 'create' : 'alter';
  const rights = 'login nosuperuser nocreatedb nocreaterole noinherit';
  const role = client.escapeIdentifier(name);
  await client.query(`${verb} role ${role} with ${rights} password ${client.escapeLiteral(password)}`);
  await client.query(`alter role ${role} set search_path = ${schemaOfRole(client, name)}`);
}

/** A login lands in its own schema, and in no other: not even `public` is searched. */
function schemaOfRole(client: pg.Client, role: string): string {
  const schema = schemas.find((name) => role.endsWith(`_${name}`));
  return schema === undefined ? 'pg_catalog' : client.escapeIdentifier(schema);
}

async function ensureDatabase(client: pg.Client, name: string): Promise<void> {
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
  if (rowCount === 0)
    await client.query(`create database ${client.escapeIdentifier(name)} encoding 'UTF8' template template0`);
  await client.query(`revoke all on database ${client.escapeIdentifier(name)} from public`);
}

async function ensureSchema(client: pg.Client, namespace: string, schema: Schema): Promise<void> {
  const role = client.escapeIdentifier(roleName(namespace, schema));
  await client.query(`create schema if not exists ${schema} authorization ${role}`);
  await client.query(`revoke all on schema ${schema} from public`);
}

/**
 * The audit chain of a service, owned by a role that nobody logs in as: the service's login may read it and add to it.
 * In the service's own schema it could be dropped, since a schema's owner may drop whatever is in it.
 */
async function ensureAuditChain(client: pg.Client, namespace: string, schema: Schema): Promise<void> {
  const owner = client.escapeIdentifier(roleName(namespace, 'audit'));
  await client.query(`create schema if not exists ${auditSchemaOf(schema)} authorization ${owner}`);
  await client.query(`set role ${owner}`);
  const login = client.escapeIdentifier(roleName(namespace, schema));
  for (const sql of [...auditSchemaSql(schema), ...auditGrantsSql(schema, login)]) await client.query(sql);
  await client.query('reset role');
}

async function ensureAuditOwner(client: pg.Client, namespace: string): Promise<void> {
  const name = roleName(namespace, 'audit');
  const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [name]);
  if (rowCount === 0) await client.query(`create role ${client.escapeIdentifier(name)} nologin`);
}

/**
 * Database, one schema and login for each service, and the verifier that reads all and writes nothing. May be run any
 * number of times. No login is granted anything on another's schema, so the rule of the house holds at run time.
 */
export async function setUpDatabase(config: LauncherConfig, secrets: Secrets, addresses: Addresses): Promise<void> {
  const { namespace } = config;
  const database = databaseName(namespace);
  const verifier = roleName(namespace, 'verifier');
  await withClient(addresses.administrator, async (client) => {
    await ensureDatabase(client, database);
    for (const schema of schemas) await ensureRole(client, roleName(namespace, schema), secrets.logins[schema]);
    await ensureRole(client, verifier, secrets.verifier);
    await ensureAuditOwner(client, namespace);
    // `inherit` on the verifier alone: pg_read_all_data works through membership.
    await client.query(`alter role ${client.escapeIdentifier(verifier)} with inherit`);
    await client.query(`alter role ${client.escapeIdentifier(verifier)} set default_transaction_read_only = on`);
    await client.query(`grant pg_read_all_data to ${client.escapeIdentifier(verifier)}`);
    for (const role of [...schemas, 'verifier' as const]) {
      const name = client.escapeIdentifier(roleName(namespace, role));
      await client.query(`grant connect on database ${client.escapeIdentifier(database)} to ${name}`);
    }
  });
  const inside = new URL(addresses.administrator);
  inside.pathname = `/${database}`;
  await withClient(inside.href, async (client) => {
    await client.query('revoke all on schema public from public');
    for (const schema of schemas) {
      await ensureSchema(client, namespace, schema);
      await ensureAuditChain(client, namespace, schema);
    }
  });
}

/** Forgets a database and its logins on a server that is not ours; our own server is removed as a whole. */
export async function dropDatabase(config: LauncherConfig, addresses: Addresses): Promise<void> {
  const { namespace } = config;
  await withClient(addresses.administrator, async (client) => {
    await client.query(`drop database if exists ${client.escapeIdentifier(databaseName(namespace))} with (force)`);
    for (const role of [...schemas, 'verifier' as const, 'audit' as const]) {
      await client.query(`drop role if exists ${client.escapeIdentifier(roleName(namespace, role))}`);
    }
  });
}
