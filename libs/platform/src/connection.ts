import pg from 'pg';
import type { CustomTypesConfig } from 'pg';
import { limits } from './limits.js';

/** Time limits of every statement that a service sends, in milliseconds. */
export interface DatabaseLimits {
  /** Time to get a connection, from the pool or from the server. */
  readonly connectMsMax: number;
  readonly statementMsMax: number;
  readonly lockWaitMsMax: number;
  readonly idleInTransactionMsMax: number;
}

// A person waits behind each of these: nobody waits longer than 2 s for a connection (reliability T4), and a statement
// of 10 s is already a fault. A lock is given up before the statement is, so that the error names the lock.
export const databaseLimits: DatabaseLimits = {
  connectMsMax: limits.databaseConnect.value,
  statementMsMax: limits.databaseStatement.value,
  lockWaitMsMax: limits.databaseLockWait.value,
  idleInTransactionMsMax: limits.databaseIdleInTransaction.value,
};

// The client gives up this much later than the server should have: it catches a server that has stopped answering.
const silentServerMs = limits.databaseSilence.value - limits.databaseStatement.value;

/** Where a service connects, and as whom. */
export interface DatabaseAddress {
  /** Name of the app, shown by PostgreSQL in pg_stat_activity. */
  readonly app: string;
  /** The one schema that this service owns. */
  readonly schema: string;
  /** Connection string with the service's own login. */
  readonly url: string;
  readonly limits?: Partial<DatabaseLimits>;
}

type TypeOid = Parameters<typeof pg.types.getTypeParser>[0];

const oid: Record<'int8' | 'int8Array' | 'date', number> = { int8: 20, int8Array: 1016, date: 1082 };

function parseInt8(text: string): number {
  const parsed = Number(text);
  if (!Number.isSafeInteger(parsed)) throw new RangeError(`bigint ${text} does not fit a number; cast it to text`);
  return parsed;
}

// bigint comes back as a number, or fails loudly; a calendar day stays the text it is, because a Date would shift it
// by the time zone of this machine (reliability T6). All other types keep the driver's own parsers.
const types: CustomTypesConfig = {
  getTypeParser: ((typeOid: TypeOid, format?: 'text' | 'binary') =>
    format === 'binary'
      ? pg.types.getTypeParser(typeOid, 'binary')
      : textParser(typeOid)) as CustomTypesConfig['getTypeParser'],
};

function textParser(typeOid: TypeOid): (text: string) => unknown {
  if (typeOid === oid.int8) return parseInt8;
  if (typeOid === oid.date) return (text) => text;
  const parse = pg.types.getTypeParser(typeOid, 'text') as (text: string) => unknown;
  return typeOid === oid.int8Array ? (text) => (parse(text) as string[]).map(parseInt8) : parse;
}

/**
 * In: an address. Out: the driver's configuration for it, with every time limit set and the service's schema as the
 * only one on the search path. Numbers come from `databaseLimits` unless the address overrides them.
 */
export function connectionConfig(address: DatabaseAddress): pg.ClientConfig {
  const own = { ...databaseLimits, ...address.limits };
  return {
    connectionString: address.url,
    application_name: address.app,
    options: `-c search_path=${assertIdentifier(address.schema)}`,
    connectionTimeoutMillis: own.connectMsMax,
    statement_timeout: own.statementMsMax,
    query_timeout: own.statementMsMax + silentServerMs,
    lock_timeout: own.lockWaitMsMax,
    idle_in_transaction_session_timeout: own.idleInTransactionMsMax,
    keepAlive: true,
    types,
  };
}

/** In: a name of a schema, table or column. Out: the same. Throws when it would need quoting, so that none is built from input. */
export function assertIdentifier(name: string): string {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(name)) throw new Error(`"${name}" is not a plain SQL identifier`);
  return name;
}
