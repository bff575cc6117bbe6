import { NoticeRequestedV1 } from '@lib/contracts/events/isolation/notice-requested.v1';
import { eventsOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import { NoticeLedger } from '../notice/notice-ledger.store.js';
import { groundOf } from './ground.js';

/** Isolation wants a person told: it goes into the ledger, with the authority's own words about where to object. */
@Injectable()
export class OnNoticeRequested implements EventHandler {
  readonly consumes = [NoticeRequestedV1];

  constructor(
    private readonly notices: NoticeLedger,
    private readonly campaigns: CampaignStore,
  ) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    const asked = eventsOf(NoticeRequestedV1, events).map(({ data }) => data);
    const rulesOf = await this.campaigns.rulesOf(
      tx,
      asked.map(({ campaignId }) => campaignId),
    );
    await this.notices.request(
      tx,
      asked.map(({ campaignId, participantId, kind, cause, restsOn, result, fields, siteCode, until }) => ({
        ...{ campaignId, kind, cause, restsOn, result, siteCode, requestedBy: 'isolation' },
        to: { participantId },
        fields: { ...fields, ...groundOf(rulesOf(campaignId).policy, siteCode) },
        until: until === undefined ? undefined : new Date(until),
      })),
    );
  }
}
