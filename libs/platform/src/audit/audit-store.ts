import type { Database } from '../database.js';
import type { AuditRow } from './audit-row.js';
import { auditSchemaOf } from './audit-schema.js';

/** How far a chain goes. */
export interface ChainHead {
  readonly chainId: string;
  readonly sequence: number;
  readonly hash: string;
}

/** What a checkpoint has written, for the chain to remember. */
export interface CheckpointMark {
  readonly number: number;
  readonly hash: string;
}

/** Where a process keeps its audit chain. */
export interface AuditStore {
  /** Adds entries that belong to no transaction: refusals. */
  append(rows: readonly AuditRow[]): Promise<void>;
  /**
   * Calls `write` with the head of the chain while no other replica does, and remembers what it wrote.
   * Out: false when another replica is at it.
   */
  checkpoint(write: (head: ChainHead) => Promise<CheckpointMark>): Promise<boolean>;
}

/** The chain of a service with a database. */
export class DatabaseAuditStore implements AuditStore {
  readonly #audit: string;

  constructor(private readonly database: Database) {
    this.#audit = auditSchemaOf(database.schema);
  }

  async append(rows: readonly AuditRow[]): Promise<void> {
    await this.database.query(`select ${this.#audit}.append($1::jsonb)`, [JSON.stringify(rows)]);
  }

  checkpoint(write: (head: ChainHead) => Promise<CheckpointMark>): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const [lock] = await tx.query<{ is_ours: boolean }>(
        'select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as is_ours',
        [`bulou:audit-checkpoint:${this.#audit}`],
      );
      if (!lock?.is_ours) return false;
      const [head] = await tx.query<{ chain_id: string; sequence: number; hash: string }>(
        `select chain_id, sequence, hash from ${this.#audit}.head`,
      );
      if (head === undefined) throw new Error(`the audit chain ${this.#audit} has lost its head`);
      // The file is written first: a crash in between leaves a line more than the chain knows of, which is no gap.
      const mark = await write({ chainId: head.chain_id, sequence: head.sequence, hash: head.hash });
      await tx.query(`select ${this.#audit}.mark_checkpoint($1, $2)`, [mark.number, mark.hash]);
      return true;
    });
  }
}
