import { Database } from '@lib/platform';
import { Controller, Get } from '@nestjs/common';
import { KeyFile } from '../keys/key-file.js';

/** What an operator looks at to see that a rotation is over, and an auditor to see which keys are gone. */
@Controller()
export class KeyListController {
  constructor(
    private readonly database: Database,
    private readonly file: KeyFile,
  ) {}

  @Get('v1/keys')
  async get() {
    const wrappingKeys = await this.database.query<{ keyId: string; wraps: number }>(
      `select wrapping_key_id as "keyId", count(*)::int as wraps from campaign_keys
        where destroyed_at is null group by 1 order by 1`,
    );
    const campaigns = await this.database.query(
      `select campaign.campaign_id as "campaignId", used.key_id as "keyId",
         (select count(*)::int from participants people where people.campaign_id = campaign.campaign_id
             and people.key_id is distinct from used.key_id::text) as "rowsUnderOldKeys",
         (select count(distinct participant_id)::int from unreadable_values
            join participants people using (participant_id)
           where people.campaign_id = campaign.campaign_id) as "unreadableRows"
       from campaigns campaign left join campaign_keys used on used.campaign_id = campaign.campaign_id
         and used.purpose = 'seal' and used.retired_at is null and used.destroyed_at is null
       order by campaign.opened_at desc, campaign.campaign_id limit 1000`,
    );
    return { currentKey: this.file.current.id, wrappingKeys, campaigns };
  }
}
