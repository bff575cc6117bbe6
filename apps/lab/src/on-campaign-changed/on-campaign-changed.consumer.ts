import { CampaignOpenedV1 } from '@lib/contracts/events/registration/campaign-opened.v1';
import { PolicyChangedV1 } from '@lib/contracts/events/registration/policy-changed.v1';
import { eventsOf, isEventOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { saveCampaigns, savePolicies } from './campaign-policies.js';

/** The policy under which results of a campaign are judged; each result names the version that held. */
@Injectable()
export class OnCampaignChanged implements EventHandler {
  readonly consumes = [CampaignOpenedV1, PolicyChangedV1];

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    const told = events.flatMap((event) => {
      if (isEventOf(CampaignOpenedV1, event) || isEventOf(PolicyChangedV1, event)) {
        return [{ campaignId: event.data.campaignId, policy: event.data.policy }];
      }
      return [];
    });
    await saveCampaigns(
      tx,
      eventsOf(CampaignOpenedV1, events).map(({ data: { campaignId, kind, timeScale } }) => {
        return { campaignId, kind, timeScale };
      }),
    );
    await savePolicies(tx, told);
  }
}
