import { binaryArray } from './binary-array.js';
import { assertIdentifier } from './connection.js';
import type { Tx } from './transaction.js';

/** Column name → PostgreSQL type of one value, in the order in which they are sent: `{ tube_id: 'text', count: 'int' }`. */
export type ColumnTypes = Readonly<Record<string, string>>;

export interface InsertOptions {
  /** What follows `on conflict`, for example `(id) do nothing`. Part of the program, never built from input. */
  readonly onConflict?: string;
  /** Columns to give back. */
  readonly returning?: readonly string[];
}

/**
 * Inserts any number of rows in one statement: one array parameter per column, unnested. One round trip and one plan
 * instead of one per row.
 * In: transaction, table (or `schema.table`), columns with types, rows keyed by column. A key that is missing is null.
 * Out: the rows of `returning`, else none. Throws for a key that is no column and for array types, which unnest would flatten.
 */
export async function insertRows<R extends object = Record<string, unknown>>(
  tx: Tx,
  table: string,
  columns: ColumnTypes,
  rows: readonly Readonly<Record<string, unknown>>[],
  options: InsertOptions = {},
): Promise<R[]> {
  if (rows.length === 0) return [];
  const names = Object.keys(columns).map(assertIdentifier);
  const conflict = options.onConflict === undefined ? '' : ` on conflict ${options.onConflict}`;
  const returning = options.returning === undefined ? '' : ` returning ${options.returning.join(', ')}`;
  const sql = `insert into ${assertTable(table)} (${names.join(', ')}) select * from ${unnest(columns)}${conflict}${returning}`;
  return (await tx.prepared<R>(sql, columnArrays(columns, rows))).rows;
}

/**
 * Updates any number of rows in one statement, matched by the key columns.
 * In: transaction, table, key columns, columns to set, rows keyed by column. Out: how many rows were updated.
 */
export async function updateRows(
  tx: Tx,
  table: string,
  key: ColumnTypes,
  columns: ColumnTypes,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<number> {
  if (rows.length === 0) return 0;
  const sets = Object.keys(columns).map((name) => `${assertIdentifier(name)} = changed.${name}`);
  const matches = Object.keys(key).map((name) => `stored.${assertIdentifier(name)} = changed.${name}`);
  const all = { ...key, ...columns };
  const sql =
    `update ${assertTable(table)} as stored set ${sets.join(', ')} ` +
    `from ${unnest(all)} as changed(${Object.keys(all).join(', ')}) where ${matches.join(' and ')}`;
  return (await tx.prepared(sql, columnArrays(all, rows))).count;
}

function unnest(columns: ColumnTypes): string {
  return `unnest(${Object.values(columns)
    .map((type, index) => `$${index + 1}::${assertScalar(type)}[]`)
    .join(', ')})`;
}

function columnArrays(columns: ColumnTypes, rows: readonly Readonly<Record<string, unknown>>[]): unknown[] {
  for (const row of rows) {
    for (const name in row)
      if (!Object.hasOwn(columns, name)) throw new Error(`"${name}" is not among the columns that are written`);
  }
  return Object.entries(columns).map(([name, type]) => {
    const values = rows.map((row) => encode(row[name], type));
    return binaryArray(type, values) ?? values;
  });
}

// The driver would spell a JavaScript array inside an array parameter as a nested SQL array, not as JSON.
function encode(value: unknown, type: string): unknown {
  if (value === undefined || value === null) return null;
  return type === 'jsonb' || type === 'json' ? JSON.stringify(value) : value;
}

function assertScalar(type: string): string {
  if (!/^[a-z][a-z0-9_ ]*(\(\d+(,\d+)?\))?$/.test(type)) {
    throw new Error(`"${type}" cannot be unnested: send arrays as jsonb, and name types plainly`);
  }
  return type;
}

function assertTable(table: string): string {
  return table.split('.').map(assertIdentifier).join('.');
}
