import { insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';

/** Remembers of a tube what a late, older release must not undo; most tubes have one version and leave no row. */
@Injectable()
export class ReleasedVersionStore {
  /** Out: the newest version known of each of these tubes, where it is worth remembering. */
  async newestOf(tx: Tx, tubeIds: readonly string[]): Promise<Map<string, number>> {
    const rows = await tx.query<{ tube_id: string; result_version: number }>(
      'select tube_id, result_version from released_versions where tube_id = any($1::text[])',
      [tubeIds],
    );
    return new Map(rows.map((row) => [row.tube_id, row.result_version]));
  }

  async keep(tx: Tx, newest: ReadonlyMap<string, number>): Promise<void> {
    const rows = [...newest]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([tube_id, result_version]) => ({ tube_id, result_version, recorded_at: tx.recordedAt }));
    await insertRows(
      tx,
      'released_versions',
      { tube_id: 'text', result_version: 'int', recorded_at: 'timestamptz' },
      rows,
      {
        onConflict: `(tube_id) do update set result_version = excluded.result_version, recorded_at = excluded.recorded_at
        where released_versions.result_version < excluded.result_version`,
      },
    );
  }

  /** Out: which of these tubes have called somebody back. */
  async calledBack(tx: Tx, tubeIds: readonly string[]): Promise<Set<string>> {
    const rows = await tx.query<{ tube_id: string }>(
      'select distinct tube_id from call_backs where tube_id = any($1::text[])',
      [tubeIds],
    );
    return new Set(rows.map((row) => row.tube_id));
  }
}
