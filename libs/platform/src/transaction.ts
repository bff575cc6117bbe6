import type { EntityManager } from 'typeorm';
import type { Client, QueryConfig, QueryResult } from 'pg';
import type { AuditRow } from './audit/audit-row.js';

/** What a statement gave back and how many rows it touched. */
export interface Touched<R> {
  readonly rows: R[];
  readonly count: number;
}

/** One open transaction of the service's database. It is dead once the work that received it has ended. */
export interface Tx {
  /** TypeORM on the very same connection, for every write that is not per specimen. `save` is not used. */
  readonly manager: EntityManager;
  /** The database's clock when the transaction began, to the millisecond: every `recorded_at` of it. */
  readonly recordedAt: Date;
  /** In: SQL with $1… and its values. Out: the rows. Throws the driver's error with its SQLSTATE in `code`. */
  query<R extends object = Record<string, unknown>>(sql: string, values?: readonly unknown[]): Promise<R[]>;
  /** Like `query`. Out: the number of rows touched. */
  execute(sql: string, values?: readonly unknown[]): Promise<number>;
  /**
   * Like `query`, parsed and planned once per connection: for the few statements that every flush sends. Measured on a
   * small insert: 60 instead of 160 µs. The text must be a constant of the program and must not say `select *`.
   */
  prepared<R extends object = Record<string, unknown>>(sql: string, values?: readonly unknown[]): Promise<Touched<R>>;
  /** Registers what is done after the commit and not at all after a rollback; it must not throw or wait. */
  afterCommit(run: () => void): void;
  /** Adds a line to the service's audit chain, written as the last statement before the commit. Use `appendAudit`. */
  addAudit(row: AuditRow): void;
}

/** The transaction behind the interface; only `Database` makes one. */
export class OpenTransaction implements Tx {
  private isOpen = true;
  private readonly afterwards: (() => void)[] = [];
  /** What is appended to the audit chain just before the commit. */
  readonly audited: AuditRow[] = [];

  constructor(
    private readonly entityManager: EntityManager,
    private readonly client: Client,
    readonly recordedAt: Date,
  ) {}

  get manager(): EntityManager {
    this.assertOpen();
    return this.entityManager;
  }

  async query<R extends object>(sql: string, values: readonly unknown[] = []): Promise<R[]> {
    return (await this.send(sql, values)).rows as R[];
  }

  async execute(sql: string, values: readonly unknown[] = []): Promise<number> {
    return (await this.send(sql, values)).rowCount ?? 0;
  }

  async prepared<R extends object>(sql: string, values: readonly unknown[] = []): Promise<Touched<R>> {
    this.assertOpen();
    const result = await this.client.query(preparedQuery(sql, values));
    return { rows: result.rows as R[], count: result.rowCount ?? 0 };
  }

  afterCommit(run: () => void): void {
    this.assertOpen();
    this.afterwards.push(run);
  }

  addAudit(row: AuditRow): void {
    this.assertOpen();
    this.audited.push(row);
  }

  close(): void {
    this.isOpen = false;
  }

  /** What is registered runs; one that throws is reported and does not undo the commit in the caller's eyes. */
  runAfterwards(report: (error: unknown) => void): void {
    for (const run of this.afterwards) {
      try {
        run();
      } catch (error) {
        report(error);
      }
    }
  }

  private async send(sql: string, values: readonly unknown[]): Promise<QueryResult> {
    this.assertOpen();
    // Without values it may be several statements, which cannot be prepared.
    return values.length === 0 ? this.client.query(sql) : this.client.query(preparedQuery(sql, values));
  }

  // A forgotten await would otherwise run on a connection that already serves somebody else.
  private assertOpen(): void {
    if (!this.isOpen) throw new Error('this transaction is over: await everything inside the work that received it');
  }
}

// Each connection keeps every prepared statement; a text that is built per call would fill it. Beyond this many
// texts the rest is sent unprepared.
const preparedTextsMax = 500;
const names = new Map<string, string>();

/**
 * A statement that a connection has seen is not parsed and planned anew: among partitions that costs more than running it.
 * In: text with parameters, and their values. Out: what the driver is given.
 */
export function preparedQuery(sql: string, values: readonly unknown[]): QueryConfig {
  const name = statementName(sql);
  return { ...(name === undefined ? {} : { name }), text: sql, values: [...values] };
}

function statementName(sql: string): string | undefined {
  const known = names.get(sql);
  if (known !== undefined || names.size >= preparedTextsMax) return known;
  const name = `bulou_${names.size}`;
  names.set(sql, name);
  return name;
}
