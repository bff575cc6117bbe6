import { CampaignOpenedV1 } from '@lib/contracts/events/registration/campaign-opened.v1';
import { PolicyChangedV1 } from '@lib/contracts/events/registration/policy-changed.v1';
import { RoundClosedV1 } from '@lib/contracts/events/registration/round-closed.v1';
import { RoundOpenedV1 } from '@lib/contracts/events/registration/round-opened.v1';
import { type EventHandler, isEventOf, type ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { KnownCampaigns } from './known-campaigns.store.js';

/** ⑦ What registration decides about campaigns, as far as a tube has to know: kind, sizes of tubes, closed rounds. */
@Injectable()
export class OnCampaignChanged implements EventHandler {
  readonly consumes = [CampaignOpenedV1, PolicyChangedV1, RoundOpenedV1, RoundClosedV1];

  constructor(private readonly known: KnownCampaigns) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    for (const event of events) await this.learn(event, tx);
  }

  private async learn(event: ReceivedEvent, tx: Tx): Promise<void> {
    if (isEventOf(CampaignOpenedV1, event)) {
      const { campaignId, kind, timeScale, policy } = event.data;
      await this.known.campaign(tx, { campaignId, kind, timeScale });
      await this.known.policy(tx, campaignId, policy);
    } else if (isEventOf(PolicyChangedV1, event)) {
      const { campaignId, policy } = event.data;
      await this.known.policy(tx, campaignId, policy);
    } else if (isEventOf(RoundOpenedV1, event)) {
      const { campaignId, roundId, number, opensAt, closesAt } = event.data;
      const times = { opensAt: new Date(opensAt), closesAt: new Date(closesAt) };
      await this.known.round(tx, { campaignId, roundId, number }, times);
    } else if (isEventOf(RoundClosedV1, event)) {
      const { campaignId, roundId, number, closedAt } = event.data;
      await this.known.round(tx, { campaignId, roundId, number }, { closedAt: new Date(closedAt) });
    }
  }
}
