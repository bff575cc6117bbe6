import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import { DispatchStore } from '../dispatch/dispatch.store.js';
import type { Escalation } from '../escalation/escalation.decider.js';
import { EscalationStore } from '../escalation/escalation.store.js';
import { planFanOut, planResidences } from './fan-out.decider.js';
import type { Residences } from './fan-out.decider.js';

/** Tells everybody who has to know of a detection at the same time, in the transaction that opens its escalation. */
@Injectable()
export class FanOut {
  constructor(
    private readonly campaigns: CampaignStore,
    private readonly dispatches: DispatchStore,
    private readonly escalations: EscalationStore,
  ) {}

  /** In: escalations that were opened just now, under the lock of their tubes; a withdrawn one tells nobody. */
  async open(tx: Tx, opened: readonly Escalation[]): Promise<void> {
    const waiting = opened.filter(({ revokedAt }) => revokedAt === null);
    if (waiting.length === 0) return;
    const rulesOf = await this.campaigns.rulesOf(
      tx,
      waiting.map(({ campaignId }) => campaignId),
    );
    const residencesOf = await this.dispatches.residencesOf(
      tx,
      waiting.map(({ tubeId }) => tubeId),
    );
    const planned = waiting.flatMap((one) => {
      return planFanOut(one, rulesOf(one.campaignId).policy.fanOut, residencesOf(one.tubeId));
    });
    await this.dispatches.open(tx, planned);
  }

  /** Registration said where people live: each community is told, and the site's stands in for nobody who has one. */
  async tellCommunities(tx: Tx, tubes: ReadonlyMap<string, Residences>): Promise<void> {
    const tubeIds = [...tubes.keys()];
    await this.dispatches.lockTubes(tx, tubeIds);
    await this.dispatches.keepResidences(tx, tubes);
    const escalations = (await this.escalations.ofTubes(tx, tubeIds)).filter(({ revokedAt }) => revokedAt === null);
    const plans = escalations.map((escalation) => {
      return { escalation, ...planResidences(escalation, tubes.get(escalation.tubeId) ?? new Map()) };
    });
    await this.dispatches.open(
      tx,
      plans.flatMap(({ added }) => added),
    );
    const complete = plans.filter(({ isComplete }) => isComplete);
    await this.dispatches.standDown(
      tx,
      complete.map(({ escalation }) => escalation.escalationId),
    );
  }
}
