import { insertRows, updateRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { CountChanges } from './count-changes.js';
import { rowOfTube, tubeColumns, tubeOfRow, type TubeRow } from './tube-row.js';
import { markTube, type TubeMark, unknownTube } from './tube.js';

/** What facts tell about one tube, by the tube's id. */
export interface TubeTelling {
  readonly tubeId: string;
  readonly mark: TubeMark;
}

const scopeColumns = { campaign_id: 'uuid', round_id: 'uuid', purpose: 'text' };

/** The only writer of `tubes`, `funnel_counts` and `throughput`: a chunk costs a handful of statements, whatever its size. */
@Injectable()
export class TubeBoard {
  async apply(tellings: readonly TubeTelling[], tx: Tx): Promise<void> {
    if (tellings.length === 0) return;
    const marks = Map.groupBy(tellings, (telling) => telling.tubeId);
    const stored = await lockTubes(tx, [...marks.keys()].sort());
    const changes = new CountChanges();
    const rows: TubeRow[] = [];
    for (const [tubeId, told] of marks) {
      const row = stored.get(tubeId);
      const before = row === undefined ? unknownTube(tubeId) : tubeOfRow(row);
      const after = told.reduce((tube, telling) => markTube(tube, telling.mark), before);
      changes.add(before, after);
      rows.push(rowOfTube(after));
    }
    await updateRows(tx, 'tubes', { tube_id: 'text' }, tubeColumns, rows);
    await this.#count(changes, tx);
  }

  async #count(changes: CountChanges, tx: Tx): Promise<void> {
    const scopeOf = (change: { campaignId: string; roundId: string; purpose: string }) => ({
      campaign_id: change.campaignId,
      round_id: change.roundId,
      purpose: change.purpose,
    });
    const numbers = { persons: 'bigint', tubes: 'bigint' };
    const adding = (table: string) =>
      `do update set persons = ${table}.persons + excluded.persons, tubes = ${table}.tubes + excluded.tubes`;
    await insertRows(
      tx,
      'funnel_counts',
      { ...scopeColumns, kind: 'text', name: 'text', ...numbers },
      changes.counts.map((change) => ({
        ...scopeOf(change),
        kind: change.kind,
        name: change.name,
        persons: change.persons,
        tubes: change.tubes,
      })),
      { onConflict: `(campaign_id, round_id, purpose, kind, name) ${adding('funnel_counts')}` },
    );
    await insertRows(
      tx,
      'throughput',
      { ...scopeColumns, bucket_at: 'timestamptz', stage: 'text', ...numbers },
      changes.ticks.map((change) => ({
        ...scopeOf(change),
        bucket_at: new Date(change.bucketAt),
        stage: change.stage,
        persons: change.persons,
        tubes: change.tubes,
      })),
      { onConflict: `(campaign_id, round_id, purpose, bucket_at, stage) ${adding('throughput')}` },
    );
  }
}

// Two partitions may tell of one new tube at once: whatever has no row is claimed first, in sorted order, and then all
// are locked. Most tubes have one, and an insert that comes to nothing costs more than a look.
async function lockTubes(tx: Tx, tubeIds: readonly string[]): Promise<Map<string, TubeRow>> {
  await tx.execute(
    `insert into tubes (tube_id) select id from unnest($1::text[]) as id
      where not exists (select 1 from tubes where tube_id = id) order by id on conflict do nothing`,
    [tubeIds],
  );
  const rows = await tx.query<TubeRow>(
    'select * from tubes where tube_id = any($1::text[]) order by tube_id for update',
    [tubeIds],
  );
  return new Map(rows.map((row) => [row.tube_id, row]));
}
