export { Database } from './database.js';
export type { DatabaseOptions, DedicatedConnection, EntityClass } from './database.js';
export { databaseLimits } from './connection.js';
export type { DatabaseAddress, DatabaseLimits } from './connection.js';
export { defineMigration } from './migrations.js';
export type { Migration, MigrationBody } from './migrations.js';
export type { Tx } from './transaction.js';
export { insertRows, updateRows } from './rows.js';
export type { ColumnTypes, InsertOptions } from './rows.js';
