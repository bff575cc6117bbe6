import { namespacedPostgres } from '@lib/testing';
import type { NamespacedPostgres } from '@lib/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { binaryArray } from './binary-array.js';
import { Database } from './index.js';

let postgres: NamespacedPostgres;
let database: Database;

beforeAll(async () => {
  postgres = await namespacedPostgres('batching');
  database = await Database.open({ app: 'batching', schema: 'batching', url: postgres.url });
});

afterAll(async () => {
  await database?.close();
  await postgres?.drop();
});

const times = [
  '1969-12-31T23:59:59.999Z',
  '2000-01-01T00:00:00.000Z',
  '2026-11-22T00:00:00.001Z',
  '2099-12-31T23:59:59.999Z',
];
const cases: [string, unknown[]][] = [
  ['smallint', [0, -32_768, 32_767, null]],
  ['int', [0, -2_147_483_648, 2_147_483_647, null]],
  ['bigint', [0, -1, 2 ** 32, -(2 ** 40) - 3, Number.MAX_SAFE_INTEGER - 1, null]],
  ['double precision', [0, -1.5, 1e300, null]],
  ['boolean', [true, false, null]],
  ['text', ['', 'NULL', 'a "b" {c}, \\d', '不漏 🧪', 'x'.repeat(100_000), null]],
  ['jsonb', ['{"a": [1, "不"]}', '[]', 'null', null]],
  ['uuid', ['0190d7c8-0000-7000-8000-0000000000ff', null]],
  ['bytea', [Buffer.alloc(0), Buffer.from([0, 255, 10]), null]],
  ['timestamptz', [...times.map((time) => new Date(time)), null]],
];

describe('an array in binary', () => {
  test.each(cases)('of %s says to the server what its text says', async (type, values) => {
    const binary = binaryArray(type, values);
    expect(binary).toBeInstanceOf(Buffer);
    const [row] = await database.query(
      `select $1::${type}[] is not distinct from $2::${type}[] as same, cardinality($1::${type}[]) as count`,
      [binary, values],
    );
    expect(row).toEqual({ same: true, count: values.length });
  });

  test.each<[string, unknown]>([
    ['smallint', 40_000],
    ['int', 1.5],
    ['uuid', 'no-uuid'],
    ['timestamptz', 'yesterday'],
    ['timestamptz', new Date(Number.NaN)],
    ['text', 7],
    ['numeric', 7],
  ])('is not made of a %s that only the server can judge', (type, value) => {
    expect(binaryArray(type, ['', value].slice(1))).toBeUndefined();
  });

  test('a NUL in a text is refused by the same code as before', async () => {
    await expect(database.query('select $1::text[]', [binaryArray('text', ['a\0b'])])).rejects.toMatchObject({
      code: '22021',
    });
  });
});
