import pg from 'pg';
import { connectionConfig } from '../connection.js';
import type { DatabaseAddress } from '../connection.js';
import { auditSchemaOf, auditSchemaSql } from './audit-schema.js';

/**
 * Proves that the audit chain of this service is there. The set-up of the house makes it, owned by nobody who logs in; a
 * login that may create schemas (a test's) makes its own. Throws with the cure when it is missing and may not be made.
 */
export async function ensureAuditSchema(address: DatabaseAddress): Promise<void> {
  const client = new pg.Client(connectionConfig(address));
  await client.connect();
  try {
    const audit = auditSchemaOf(address.schema);
    // Replicas that start together must not make it together.
    await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [`bulou:audit-schema:${audit}`]);
    const { rows } = await client.query<{ is_there: boolean; may_create: boolean }>(
      `select to_regclass($1) is not null as is_there, has_database_privilege(current_database(), 'create') as may_create`,
      [`${audit}.head`],
    );
    if (rows[0]?.is_there) return;
    if (!rows[0]?.may_create) {
      throw new Error(
        `the audit chain ${audit} is missing: set up the database anew (./bulou up does), then start again`,
      );
    }
    await client.query('begin');
    for (const sql of [`create schema if not exists ${audit}`, ...auditSchemaSql(address.schema)]) {
      await client.query(sql);
    }
    await client.query('commit');
  } finally {
    await client.end();
  }
}
