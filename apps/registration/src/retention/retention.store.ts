import { Database, Log } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';

// The instant that a row's age is counted from, and its key; a table that is not here is not swept, whatever a rule says.
const swept: Readonly<Record<string, string>> = {
  roster_rows_refused: `delete from roster_rows_refused where (roster_id, row, fault) in (
    select roster_id, row, fault from roster_rows_refused join rosters using (roster_id) where recorded_at < $1 limit $2)`,
  reveals: 'delete from reveals where reveal_id in (select reveal_id from reveals where recorded_at < $1 limit $2)',
  notice_looks:
    'delete from notice_looks where look_id in (select look_id from notice_looks where recorded_at < $1 limit $2)',
  contact_changes:
    'delete from contact_changes where change_id in (select change_id from contact_changes where recorded_at < $1 limit $2)',
  unreadable_values: `delete from unreadable_values where (participant_id, column_name) in (
    select participant_id, column_name from unreadable_values where last_seen_at < $1 limit $2)`,
  lookup_counts: `delete from lookup_counts where (actor, kind, minute) in (
    select actor, kind, minute from lookup_counts where minute < $1 limit $2)`,
  command_answers: `delete from command_answers where command_id in (
    select command_id from command_answers where recorded_at < $1 limit $2)`,
};

/** Deletes rows that are older than their rule says, a bounded number at a time. The days are rows of `retention_rules`. */
@Injectable()
export class Retention {
  constructor(
    private readonly database: Database,
    private readonly log: Log,
  ) {}

  /** In: rows a table at most. Out: how many went. */
  async sweep(limit: number): Promise<number> {
    const rules = await this.database.query<{ table: string; days: number }>(
      'select table_name as "table", days from retention_rules order by table_name',
    );
    let gone = 0;
    for (const { table, days } of rules) {
      const sql = swept[table];
      if (sql === undefined) continue;
      const rows = await this.database.transaction((tx) => sweepOne(tx, sql, days, limit));
      if (rows > 0) this.log.info('rows past their time were deleted', { table, days, rows });
      gone += rows;
    }
    return gone;
  }
}

function sweepOne(tx: Tx, sql: string, days: number, limit: number): Promise<number> {
  return tx.execute(sql, [new Date(tx.recordedAt.getTime() - days * 86_400_000), limit]);
}
