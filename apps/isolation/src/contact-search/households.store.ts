import { insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';

const columns = {
  campaign_id: 'uuid',
  participant_id: 'uuid',
  household_key: 'uuid',
  told_at: 'timestamptz',
};

/** A person, and who lives with them. */
export interface Household {
  readonly campaignId: string;
  readonly participantId: string;
  /** Null when nobody knows where the person lives. */
  readonly householdKey: string | null;
  readonly members: readonly string[];
}

/** The only writer of who lives together. The key says nothing but that two people share it. */
@Injectable()
export class Households {
  async keep(tx: Tx, told: readonly Household[]): Promise<void> {
    const rows = new Map(
      told.flatMap(({ campaignId, participantId, householdKey, members }) =>
        householdKey === null
          ? []
          : [participantId, ...members].map((person) => [
              `${campaignId} ${person}`,
              { campaign_id: campaignId, participant_id: person, household_key: householdKey, told_at: tx.recordedAt },
            ]),
      ),
    );
    const sorted = [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row as Record<string, unknown>);
    await insertRows(tx, 'households', columns, sorted, {
      onConflict:
        '(campaign_id, participant_id) do update set household_key = excluded.household_key, told_at = excluded.told_at',
    });
  }
}
