import { CampaignOpenedV1 } from '@lib/contracts/events/registration/campaign-opened.v1';
import { PolicyChangedV1 } from '@lib/contracts/events/registration/policy-changed.v1';
import { isEventOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import { DispatchLadder } from '../dispatch/dispatch-ladder.store.js';
import { LadderStore } from '../ladder/ladder.store.js';

/** A campaign was opened or its policy changed: ladders that are still climbing follow the new values. */
@Injectable()
export class OnCampaignChanged implements EventHandler {
  readonly consumes = [CampaignOpenedV1, PolicyChangedV1];

  constructor(
    private readonly campaigns: CampaignStore,
    private readonly ladder: LadderStore,
    private readonly dispatchLadder: DispatchLadder,
  ) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    const campaignIds = [...new Set(events.map((event) => event.key))];
    await this.campaigns.lock(tx, campaignIds, 'to-change');
    for (const event of events) {
      if (isEventOf(CampaignOpenedV1, event)) {
        const { campaignId, kind, timeScale, policy } = event.data;
        await this.campaigns.keepCampaign(tx, { campaignId, kind, timeScale });
        await this.campaigns.keepPolicy(tx, campaignId, policy);
      } else if (isEventOf(PolicyChangedV1, event)) {
        await this.campaigns.keepPolicy(tx, event.data.campaignId, event.data.policy);
      }
    }
    await this.ladder.reschedule(tx, campaignIds);
    await this.dispatchLadder.reschedule(tx, campaignIds);
  }
}
