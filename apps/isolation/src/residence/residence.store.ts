import { insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';

/** Where somebody lives, as fine as a community and no finer. */
export interface Residence {
  readonly campaignId: string;
  readonly participantId: string;
  readonly divisionCode: string;
}

const columns = { campaign_id: 'uuid', participant_id: 'uuid', division_code: 'text', told_at: 'timestamptz' };

/** Keeps the division of people of detected tubes: the officer of that district sees them beside the site's (settled 15). */
@Injectable()
export class ResidenceStore {
  /** A later word counts more than an earlier one. */
  async keep(tx: Tx, residences: readonly Residence[]): Promise<void> {
    const newest = new Map(residences.map((one) => [`${one.campaignId} ${one.participantId}`, one]));
    const rows = [...newest.values()].map(({ campaignId, participantId, divisionCode }) => {
      return {
        campaign_id: campaignId,
        participant_id: participantId,
        division_code: divisionCode,
        told_at: tx.recordedAt,
      };
    });
    await insertRows(tx, 'residences', columns, rows, {
      onConflict: `(campaign_id, participant_id) do update
        set division_code = excluded.division_code, told_at = excluded.told_at`,
    });
  }
}
