import { insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';

export interface HouseholdTube {
  readonly tubeId: string;
  readonly campaignId: string;
  readonly siteCode: string;
}

const columns = { tube_id: 'text', campaign_id: 'uuid', site_code: 'text', recorded_at: 'timestamptz' };

/** The only writer of which pools are one household's. */
@Injectable()
export class HouseholdTubeStore {
  /** Keeps them; one that is known is left as it is. */
  async keep(tx: Tx, tubes: readonly HouseholdTube[]): Promise<void> {
    const rows = tubes.map(({ tubeId, campaignId, siteCode }) => ({
      ...{ tube_id: tubeId, campaign_id: campaignId, site_code: siteCode, recorded_at: tx.recordedAt },
    }));
    if (rows.length > 0) {
      await insertRows(tx, 'household_tubes', columns, rows, { onConflict: '(tube_id) do nothing' });
    }
  }
}

/** In: the column that names a tube. Out: whether that pool is one household's. */
export const isHouseholdSql = (tubeId: string): string =>
  `exists (select 1 from household_tubes h where h.tube_id = ${tubeId})`;
