import { houseColumns } from '@lib/contracts/columns/house-columns';
import { auditSchemaOf, auditSchemaSql } from '@lib/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { columnComplaints, type Held } from '../architecture/columns.js';
import { type AllRooms, openAllRooms } from './rooms.js';

let rooms: AllRooms;

beforeAll(async () => {
  rooms = await openAllRooms();
  const schemas = Object.keys(houseColumns).filter((schema) => !schema.endsWith('_audit'));
  for (const schema of schemas) {
    await rooms.client.query(`create schema if not exists ${auditSchemaOf(schema)}`);
    for (const sql of auditSchemaSql(schema)) await rooms.client.query(sql);
  }
});

afterAll(() => rooms?.close());

// Partitions repeat the columns of their table.
const columnsSql = `
  select n.nspname as schema, c.relname || '.' || a.attname as column
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
   where c.relkind in ('r', 'p', 'm') and not c.relispartition and a.attnum > 0 and not a.attisdropped
     and n.nspname !~ '^(pg_|information_schema$|public$)'
   order by n.nspname, c.relname, a.attnum`;

async function held(): Promise<Held> {
  const found: Record<string, string[]> = {};
  const { rows } = await rooms.client.query<{ schema: string; column: string }>(columnsSql);
  for (const { schema, column } of rows) (found[schema] ??= []).push(column);
  return found;
}

test('every column of every schema is in the register, and the register names no other', async () => {
  expect(columnComplaints(houseColumns, await held()).join('\n')).toBe('');
});

test('a column that somebody adds, and one that somebody drops, are told', async () => {
  const before = new Set(columnComplaints(houseColumns, await held()));
  await rooms.client.query('begin');
  await rooms.client.query('alter table isolation.cases add column phone text');
  await rooms.client.query('alter table lab.labs drop column name');
  const complaints = columnComplaints(houseColumns, await held()).filter((one) => !before.has(one));
  await rooms.client.query('rollback');
  expect(complaints).toEqual([
    expect.stringContaining('lab.labs.name is in the register only'),
    expect.stringContaining('isolation.cases.phone is not in the register'),
  ]);
});
