import { eventsOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import { CampaignOpenedV1 } from '@lib/contracts/events/registration/campaign-opened.v1';
import { PolicyChangedV1 } from '@lib/contracts/events/registration/policy-changed.v1';
import { insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';

const campaignColumns = { campaign_id: 'uuid', kind: 'text', time_scale: 'double precision', opened_at: 'timestamptz' };
const policyColumns = { campaign_id: 'uuid', version: 'int', policy: 'jsonb', valid_from: 'timestamptz' };
const known = { onConflict: 'do nothing' };

/** What a campaign is and which policy held when. */
@Injectable()
export class PolicyHistory implements EventHandler {
  readonly consumes = [CampaignOpenedV1, PolicyChangedV1];

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    const opened = eventsOf(CampaignOpenedV1, events).map(({ data }) => data);
    const changed = eventsOf(PolicyChangedV1, events).map(({ data }) => data);
    const campaigns = opened.map(({ campaignId, kind, timeScale, openedAt }) => ({
      campaign_id: campaignId,
      kind,
      time_scale: timeScale,
      opened_at: openedAt,
    }));
    const policies = [
      ...opened.map(({ campaignId, policy, openedAt }) => ({ campaignId, policy, validFrom: openedAt })),
      ...changed.map(({ campaignId, policy, changedAt }) => ({ campaignId, policy, validFrom: changedAt })),
    ].map(({ campaignId, policy, validFrom }) => ({
      campaign_id: campaignId,
      version: policy.version,
      policy,
      valid_from: validFrom,
    }));
    await insertRows(tx, 'campaigns', campaignColumns, campaigns, known);
    await insertRows(tx, 'policies', policyColumns, policies, known);
  }
}
