import type { z } from 'zod';
import { RoundOpenedV1 } from '@lib/contracts/events/registration/round-opened.v1';
import type { openRound as openRoundRoute } from '@lib/contracts/http/registration/campaigns';
import { Malformed } from '@lib/contracts/refusals';
import { CLOCK, IDS } from '@lib/platform';
import type { Actor, Tx } from '@lib/platform';
import type { Clock, Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { openRound } from '../campaign/campaign.decider.js';
import { CampaignStore } from '../campaign/campaign.store.js';

@Injectable()
export class OpenRound {
  constructor(
    private readonly campaigns: CampaignStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  async run(tx: Tx, campaignId: string, command: z.output<typeof openRoundRoute.request>, actor: Actor) {
    const { roundId = this.ids.uuid7(), number, opensAt, closesAt } = command;
    if (new Date(closesAt) <= new Date(opensAt)) {
      throw new Malformed([{ path: 'closesAt', code: 'NOT_AFTER_OPENING', message: 'a round closes after it opens' }]);
    }
    const campaign = await this.campaigns.lock(tx, campaignId);
    const plan = { roundId, number, opensAt: new Date(opensAt), closesAt: new Date(closesAt) };
    const act = { actor: actor.id, capturedAt: this.clock.now() };
    const round = openRound(campaignId, plan, await this.campaigns.roundsLike(tx, campaignId, plan));
    await this.campaigns.addRound(tx, round, act);
    await this.campaigns.publish(tx, campaign, RoundOpenedV1, { campaignId, roundId, number, opensAt, closesAt }, act);
    return { roundId };
  }
}
