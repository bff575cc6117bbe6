import { RosterImportedV1 } from '@lib/contracts/events/registration/roster-imported.v1';
import { Database, insertRows } from '@lib/platform';
import type { TableFile, Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import type { Act } from '../campaign/campaign.store.js';
import { Division } from '../place/place.entity.js';
import type { RowError } from './roster-sheet.js';

export interface RosterAnswer {
  readonly rosterId: string;
  readonly format: 'csv' | 'xlsx';
  readonly encoding?: NonNullable<TableFile['encoding']>;
  readonly rows: number;
  readonly accepted: number;
  readonly updated: number;
  readonly rejected: number;
  readonly duplicates: number;
  readonly errors: readonly RowError[];
}

/** A row that was not taken, with what became of it. */
export interface RefusedRow extends RowError {
  readonly outcome: 'rejected' | 'duplicate';
}

const refusedColumns = {
  roster_id: 'uuid',
  row: 'int',
  fault: 'int',
  outcome: 'text',
  column_name: 'text',
  masked_value: 'text',
  code: 'text',
  message: 'text',
  hint: 'text',
};

/** The only writer of rosters and of their refused rows. The file itself is not kept, only its digest. */
@Injectable()
export class RosterStore {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignStore,
  ) {}

  /** Out: the answer that the same bytes were given before, for this campaign. */
  async answered(campaignId: string, sha256: string, boundTo: string): Promise<RosterAnswer | undefined> {
    const [roster] = await this.database.query<Omit<RosterAnswer, 'rosterId' | 'errors'> & { roster_id: string }>(
      `select roster_id, format, encoding, rows, accepted, updated, rejected, duplicates
       from rosters where campaign_id = $1 and sha256 = $2 and bound_to = $3`,
      [campaignId, sha256, boundTo],
    );
    if (roster === undefined) return undefined;
    const errors = await this.database.query<RowError>(
      `select row, column_name as "column", masked_value as "value", code, message, hint
       from roster_rows_refused where roster_id = $1 order by row, fault`,
      [roster.roster_id],
    );
    const { roster_id: rosterId, ...rest } = roster;
    return { rosterId, ...withoutNull(rest), errors: errors.map(withoutNull) };
  }

  /** Out: code of a division by its name, of those names that only one division has. */
  async divisionByName(): Promise<Map<string, string>> {
    const byName = new Map<string, string>();
    const twice = new Set<string>();
    for (const { name, code } of await this.database.manager.find(Division)) {
      if (code.length < 6) continue;
      if (byName.has(name)) twice.add(name);
      byName.set(name, code);
    }
    for (const name of twice) byName.delete(name);
    return byName;
  }

  /**
   * Claims the digest for this roster, before any person of it is written: of two who send the same bytes at once, the
   * second waits here. Out: false when the answer exists.
   */
  async claim(
    tx: Tx,
    campaignId: string,
    file: { rosterId: string; sha256: string; boundTo: string; table: TableFile },
    act: Act,
  ): Promise<boolean> {
    const { rosterId, sha256, boundTo, table } = file;
    await this.campaigns.mustTakePeople(tx, campaignId);
    const claimed = await tx.execute(
      `insert into rosters (roster_id, campaign_id, sha256, format, encoding, rows, accepted, rejected, duplicates, imported_by, captured_at, recorded_at, bound_to)
       values ($1, $2, $3, $4, $5, 0, 0, 0, 0, $6, $7, $8, $9) on conflict (campaign_id, sha256, bound_to) do nothing`,
      [
        rosterId,
        campaignId,
        sha256,
        table.format,
        table.encoding ?? null,
        act.actor,
        act.capturedAt,
        tx.recordedAt,
        boundTo,
      ],
    );
    return claimed === 1;
  }

  /** Completes a claimed roster and tells its numbers. */
  async complete(
    tx: Tx,
    campaignId: string,
    roster: Omit<RosterAnswer, 'format' | 'encoding' | 'errors'>,
    refused: readonly RefusedRow[],
    act: Act,
  ): Promise<void> {
    const { rosterId, rows, accepted, updated, rejected, duplicates } = roster;
    await tx.execute(
      'update rosters set rows = $2, accepted = $3, rejected = $4, duplicates = $5, updated = $6 where roster_id = $1',
      [rosterId, rows, accepted, rejected, duplicates, updated],
    );
    await insertRows(tx, 'roster_rows_refused', refusedColumns, numbered(rosterId, refused));
    const campaign = await this.campaigns.lock(tx, campaignId);
    const content = {
      campaignId,
      rosterId,
      rows,
      accepted,
      rejected,
      // To other rooms somebody who was known is known, with a new telephone or not.
      duplicates: duplicates + updated,
      importedAt: tx.recordedAt.toISOString(),
    };
    await this.campaigns.publish(tx, campaign, RosterImportedV1, content, act);
  }
}

function numbered(rosterId: string, refused: readonly RefusedRow[]): Record<string, unknown>[] {
  const faultsOfRow = new Map<number, number>();
  return refused.map(({ row, outcome, column, value, code, message, hint }) => {
    const fault = (faultsOfRow.get(row) ?? 0) + 1;
    faultsOfRow.set(row, fault);
    return {
      roster_id: rosterId,
      row,
      fault,
      outcome,
      column_name: column ?? null,
      masked_value: value ?? null,
      code,
      message,
      hint,
    };
  });
}

function withoutNull<T extends object>(row: T): T {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as T;
}
