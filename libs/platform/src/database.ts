import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';
import { DataSource } from 'typeorm';
import type { EntityManager, EntityTarget, ObjectLiteral, QueryRunner } from 'typeorm';
import { auditSchemaOf } from './audit/audit-schema.js';
import { ensureAuditSchema } from './audit/ensure-audit-schema.js';
import { connectionConfig } from './connection.js';
import type { DatabaseAddress } from './connection.js';
import { limits } from './limits.js';
import { migrate } from './migrations.js';
import type { Migration } from './migrations.js';
import { OpenTransaction, preparedQuery } from './transaction.js';
import type { Tx } from './transaction.js';

/** A class that TypeORM maps; entities are listed, never found by a file pattern. */
export type EntityClass = new () => object;

export interface DatabaseOptions extends DatabaseAddress {
  readonly migrations?: readonly Migration[];
  readonly entities?: readonly EntityClass[];
  /** Connections of the pool; default 10. */
  readonly poolSizeMax?: number;
  /** Told what nobody else hears: an idle connection that broke (the pool replaces it), after-commit work that threw. */
  readonly onError?: (what: string, error: unknown) => void;
}

/** A connection of its own, outside the pool, for what is held long (a relay's advisory lock). */
export interface DedicatedConnection {
  query<R extends object = Record<string, unknown>>(sql: string, values?: readonly unknown[]): Promise<R[]>;
  /** Aborted when the connection breaks: whatever lock was held is gone from that moment. */
  readonly lost: AbortSignal;
}

interface Scope {
  isOpen: boolean;
}

// 2 cores serve all services of a small box; ten per service keeps eight services below PostgreSQL's default of 100.
const poolSizeDefault = limits.databasePool.value;

/**
 * The one door of a service to its PostgreSQL schema. Inside `transaction` every other use of it throws: a second
 * connection taken while the first is held is how pools deadlock (reliability T4).
 */
export class Database {
  private readonly scope = new AsyncLocalStorage<Scope>();
  private readonly dedicated = new Set<pg.Client>();
  private readonly appendSql: string;

  private constructor(
    private readonly source: DataSource,
    private readonly guardedPool: pg.Pool,
    private readonly options: DatabaseOptions,
  ) {
    this.appendSql = `select ${auditSchemaOf(options.schema)}.append($1::jsonb)`;
    this.guardPool();
  }

  /**
   * Applies the migrations and opens the pool. Throws when the server does not answer within 2 s, when a migration
   * fails, or when the server would acknowledge commits that are not on disk.
   */
  static async open(options: DatabaseOptions): Promise<Database> {
    if (options.migrations?.length) {
      await migrate(options, options.migrations);
      await ensureAuditSchema(options);
    }
    const source = await dataSource(options).initialize();
    const database = new Database(source, poolOf(source), options);
    try {
      await database.refuseLossyCommits();
    } catch (error) {
      await source.destroy();
      throw error;
    }
    return database;
  }

  get schema(): string {
    return this.options.schema;
  }

  /** The pool, for streams and metrics. Taking a connection from it inside a transaction throws. */
  get pool(): pg.Pool {
    return this.guardedPool;
  }

  /** TypeORM outside a transaction, for reads. Throws inside one: use `tx.manager`. */
  get manager(): EntityManager {
    this.refuseInsideTransaction();
    return this.source.manager;
  }

  /** In: SQL with $1… and its values. Out: the rows, read on any connection of the pool. */
  async query<R extends object = Record<string, unknown>>(sql: string, values: readonly unknown[] = []): Promise<R[]> {
    this.refuseInsideTransaction();
    return (await this.guardedPool.query(sql, [...values])).rows as R[];
  }

  /**
   * Runs the work in one transaction and commits; any throw of the work rolls back and is thrown on. The promise
   * resolves only after the commit is on disk. Throws also when the commit turned into a rollback because the work
   * swallowed an error of the database.
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    this.refuseInsideTransaction();
    const runner = this.source.createQueryRunner();
    let tx: OpenTransaction;
    let answer: T;
    try {
      const client = (await runner.connect()) as pg.Client;
      tx = await this.begin(runner, client);
      answer = await this.runToCommit(tx, client, work);
    } finally {
      await runner.release();
    }
    tx.runAfterwards((error) => this.options.onError?.('work after a commit failed', error));
    return answer;
  }

  /**
   * Runs the work with a connection of its own, which is closed afterwards. Whoever hangs with it loses it, and the lock
   * that it holds: the server ends it when the process gives no sign of life for `databaseLease`.
   */
  async withConnection<T>(work: (connection: DedicatedConnection) => Promise<T>): Promise<T> {
    this.refuseInsideTransaction();
    const client = new pg.Client(connectionConfig(this.options));
    const lost = new AbortController();
    client.on('error', (error) => lost.abort(error));
    client.on('end', () => lost.abort(new Error('the connection was closed')));
    await client.connect();
    this.dedicated.add(client);
    const sign = setInterval(() => {
      client.query('select 1').catch(() => undefined);
    }, limits.databaseLease.value / 3);
    try {
      await client.query(`set idle_session_timeout = ${limits.databaseLease.value}`);
      return await work({
        lost: lost.signal,
        query: async <R extends object>(sql: string, values: readonly unknown[] = []) =>
          (await client.query(preparedQuery(sql, values))).rows as R[],
      });
    } finally {
      clearInterval(sign);
      this.dedicated.delete(client);
      await client.end().catch(() => undefined);
    }
  }

  /** Out: the table of an entity, with its schema, for SQL that stands beside TypeORM. */
  tableOf(entity: EntityTarget<ObjectLiteral>): string {
    return this.source.getMetadata(entity).tablePath;
  }

  /** Waits for open work and closes every connection. */
  async close(): Promise<void> {
    await Promise.all([...this.dedicated].map((client) => client.end().catch(() => undefined)));
    if (this.source.isInitialized) await this.source.destroy();
  }

  private async begin(runner: QueryRunner, client: pg.Client): Promise<OpenTransaction> {
    try {
      await runner.startTransaction();
      const began = await client.query<{ at: Date }>(`select date_trunc('milliseconds', clock_timestamp()) as at`);
      const at = began.rows[0]?.at;
      if (at === undefined) throw new Error('the database did not tell the time');
      return new OpenTransaction(runner.manager, client, at);
    } catch (error) {
      await rollBack(client);
      throw error;
    }
  }

  private async runToCommit<T>(tx: OpenTransaction, client: pg.Client, work: (tx: Tx) => Promise<T>): Promise<T> {
    const scope: Scope = { isOpen: true };
    try {
      const answer = await this.scope.run(scope, () => work(tx));
      tx.close();
      // Last, so that the head of the chain is locked for the time of one commit and after every other lock.
      if (tx.audited.length > 0) await client.query(this.appendSql, [JSON.stringify(tx.audited)]);
      const ended = await client.query('commit');
      // PostgreSQL answers COMMIT of a failed transaction with ROLLBACK and no error at all.
      if (ended.command !== 'COMMIT')
        throw new Error('rolled back: an error of the database was swallowed by the work');
      return answer;
    } catch (error) {
      tx.close();
      await rollBack(client);
      throw error;
    } finally {
      scope.isOpen = false;
    }
  }

  private async refuseLossyCommits(): Promise<void> {
    const [row] = await this.query<{ synchronous_commit: string }>('show synchronous_commit');
    const setting = row?.synchronous_commit;
    if (setting === 'on' || setting === 'remote_apply') return;
    throw new Error(
      `synchronous_commit is ${setting}: a tube acknowledged to a sampler could vanish with the server; set it on for database and login`,
    );
  }

  private refuseInsideTransaction(): void {
    if (this.scope.getStore()?.isOpen) {
      throw new Error('the database was used beside an open transaction: use the tx that the work received');
    }
  }

  // TypeORM repositories and the pool itself take connections here, so this one place catches every outer use.
  private guardPool(): void {
    const connect = this.guardedPool.connect.bind(this.guardedPool) as (callback?: unknown) => unknown;
    this.guardedPool.connect = ((callback?: unknown) => {
      this.refuseInsideTransaction();
      return callback === undefined ? connect() : connect(callback);
    }) as pg.Pool['connect'];
  }
}

async function rollBack(client: pg.Client): Promise<void> {
  try {
    await client.query('rollback');
  } catch {
    // The connection is in an unknown state: ending it makes the pool throw it away instead of handing it out again.
    void client.end().catch(() => undefined);
  }
}

function dataSource(options: DatabaseOptions): DataSource {
  return new DataSource({
    type: 'postgres',
    url: options.url,
    schema: options.schema,
    entities: [...(options.entities ?? [])],
    synchronize: false,
    dropSchema: false,
    migrationsRun: false,
    installExtensions: false,
    // Pinned although it is the default: a missing id must never match the first row of a table (reliability T1).
    invalidWhereValuesBehavior: { null: 'throw', undefined: 'throw' },
    poolSize: options.poolSizeMax ?? poolSizeDefault,
    poolErrorHandler: (error: Error) => options.onError?.('an idle connection broke', error),
    extra: connectionConfig(options),
  });
}

function poolOf(source: DataSource): pg.Pool {
  return (source.driver as unknown as { master: pg.Pool }).master;
}
