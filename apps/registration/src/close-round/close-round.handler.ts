import { RoundClosedV1 } from '@lib/contracts/events/registration/round-closed.v1';
import { Refusal } from '@lib/contracts/refusals';
import { appendAudit, CLOCK } from '@lib/platform';
import type { Actor, Tx } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { closeRound } from '../campaign/campaign.decider.js';
import { CampaignStore } from '../campaign/campaign.store.js';

@Injectable()
export class CloseRound {
  constructor(
    private readonly campaigns: CampaignStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(tx: Tx, roundId: string, actor: Actor) {
    const seen = await this.campaigns.findRound(tx, roundId);
    if (seen === undefined) throw new Refusal('ROUND_UNKNOWN', { roundId });
    const campaign = await this.campaigns.lock(tx, seen.campaignId);
    // Read again under the lock: of two who close at once, the second one must see the first.
    const round = closeRound(await this.campaigns.findRound(tx, roundId), tx.recordedAt);
    await this.campaigns.markClosed(tx, round, actor.id);
    const closedAt = tx.recordedAt.toISOString();
    const content = { campaignId: round.campaignId, roundId, number: round.number, closedAt, closedBy: actor.id };
    const frame = { actor: actor.id, capturedAt: this.clock.now() };
    await this.campaigns.publish(tx, campaign, RoundClosedV1, content, frame);
    const detail = { campaignId: round.campaignId, number: round.number };
    appendAudit(tx, { kind: 'round-closed', actor, object: { kind: 'round', id: roundId }, detail });
    return { roundId, closedAt };
  }
}
