import { Refusal } from '@lib/contracts/refusals';
import { Database } from '@lib/platform';
import type { Actor, Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';

/** Whether a caller's site takes part in a campaign; a site of another campaign has no business with its people. */
@Injectable()
export class CampaignPlaces {
  constructor(private readonly database: Database) {}

  /** Throws NOT_FOUND unless the caller is bound to a site of the campaign. */
  async mustBeOf(campaignId: string, { scope }: Actor, from: Pick<Tx, 'query'> = this.database): Promise<void> {
    const sql = 'select 1 from sites where campaign_id = $1 and site_code = $2';
    const known = scope.site === undefined ? [] : await from.query(sql, [campaignId, scope.site]);
    if (known.length === 0) throw new Refusal('NOT_FOUND');
  }
}
