import { namespacedPostgres } from '@lib/testing';
import type { NamespacedPostgres } from '@lib/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Database, defineMigration, insertRows, updateRows } from './index.js';

const createTubes = defineMigration(
  '0001-create-tubes',
  'create table tubes (tube_id text primary key, box uuid, members jsonb, packed bytea, sealed_at timestamptz, used int not null default 0)',
);
const columns = { tube_id: 'text', box: 'uuid', members: 'jsonb', packed: 'bytea', sealed_at: 'timestamptz' };
const box = '0190d7c8-0000-7000-8000-000000000001';
const at = new Date('2022-03-31T16:00:00.123Z');

let postgres: NamespacedPostgres;
let database: Database;

beforeAll(async () => {
  postgres = await namespacedPostgres('batching');
  database = await Database.open({ app: 'batching', schema: 'batching', url: postgres.url, migrations: [createTubes] });
});

afterAll(async () => {
  await database?.close();
  await postgres?.drop();
});

const tube = (n: number) => ({
  tube_id: `tube-${n}`,
  box,
  members: [{ position: 1, words: 'say "hi", {or} 不漏' }],
  packed: Buffer.from([0, 255, n % 256]),
  sealed_at: at,
});

describe('rows in one statement', () => {
  test('a thousand rows arrive whole, with JSON lists, bytes and times as they were', async () => {
    const rows = Array.from({ length: 1_000 }, (_, n) => tube(n));
    await database.transaction((tx) => insertRows(tx, 'tubes', columns, rows));
    const stored = await database.query(
      `select tube_id, box, members, packed, sealed_at from tubes where tube_id = 'tube-7'`,
    );
    expect(stored).toEqual([tube(7)]);
    expect(await database.query('select count(*) as n from tubes')).toEqual([{ n: 1_000 }]);
  });

  test('a conflict is skipped and only new rows are returned', async () => {
    const returned = await database.transaction((tx) =>
      insertRows<{ tube_id: string }>(
        tx,
        'batching.tubes',
        { tube_id: 'text' },
        [{ tube_id: 'tube-1' }, { tube_id: 'new' }],
        {
          onConflict: '(tube_id) do nothing',
          returning: ['tube_id'],
        },
      ),
    );
    expect(returned).toEqual([{ tube_id: 'new' }]);
  });

  test('no rows ask nothing of the database', async () => {
    await expect(database.transaction((tx) => insertRows(tx, 'no_such_table', columns, []))).resolves.toEqual([]);
  });

  test('rows are updated by their key, and the count says how many', async () => {
    const changed = await database.transaction((tx) =>
      updateRows(tx, 'tubes', { tube_id: 'text' }, { used: 'int' }, [
        { tube_id: 'tube-2', used: 5 },
        { tube_id: 'tube-3', used: 6 },
        { tube_id: 'absent', used: 7 },
      ]),
    );
    expect(changed).toBe(2);
    const stored = await database.query('select used from tubes where used > 0 order by used');
    expect(stored).toEqual([{ used: 5 }, { used: 6 }]);
  });

  test('a misspelled column, a list type and a quoted table name are refused', async () => {
    const insert = (table: string, types: Record<string, string>, row: Record<string, unknown>) =>
      database.transaction((tx) => insertRows(tx, table, types, [row]));
    await expect(insert('tubes', { tube_id: 'text' }, { tubeId: 'x' })).rejects.toThrow('not among the columns');
    await expect(insert('tubes', { tube_id: 'text[]' }, { tube_id: ['x'] })).rejects.toThrow('cannot be unnested');
    await expect(insert('tubes; drop', { tube_id: 'text' }, { tube_id: 'x' })).rejects.toThrow('plain SQL identifier');
  });
});
