import type { CampaignPolicy } from '@lib/contracts/policy';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { IsNull, LessThan } from 'typeorm';
import { KnownCampaignEntity } from './known-campaign.entity.js';
import { KnownRoundEntity } from './known-round.entity.js';

/** The only writer of what is known of campaigns. Every write commutes: events may come in any order, and again. */
@Injectable()
export class KnownCampaigns {
  async campaign(
    tx: Tx,
    { campaignId, kind, timeScale }: { campaignId: string; kind: 'live' | 'drill'; timeScale: number },
  ): Promise<void> {
    await this.ensureCampaign(tx, campaignId);
    await tx.manager.update(KnownCampaignEntity, { campaignId }, { kind, timeScale });
  }

  /** An older version of the policy never replaces a newer one. */
  async policy(tx: Tx, campaignId: string, policy: CampaignPolicy): Promise<void> {
    const { version, tubeCapacities, tubeWithoutResultHoursMax: tubeHoursMax } = policy;
    await this.ensureCampaign(tx, campaignId);
    const newer = {
      ...{ policyVersion: version, tubeCapacities: [...tubeCapacities], tubeHoursMax },
      unboundMinutesMax: policy.unboundSwabMinutesMax,
      bindingMinutesMax: policy.bindingDecisionMinutesMax,
    };
    await tx.manager.update(KnownCampaignEntity, { campaignId, policyVersion: IsNull() }, newer);
    await tx.manager.update(KnownCampaignEntity, { campaignId, policyVersion: LessThan(version) }, newer);
  }

  async round(
    tx: Tx,
    round: Pick<KnownRoundEntity, 'roundId' | 'campaignId' | 'number'>,
    times: Partial<Pick<KnownRoundEntity, 'opensAt' | 'closesAt' | 'closedAt'>>,
  ): Promise<void> {
    const fresh = { ...round, opensAt: null, closesAt: null, closedAt: null, recordedAt: tx.recordedAt };
    await tx.manager.createQueryBuilder().insert().into(KnownRoundEntity).values(fresh).orIgnore().execute();
    await tx.manager.update(KnownRoundEntity, { roundId: round.roundId }, times);
  }

  private async ensureCampaign(tx: Tx, campaignId: string): Promise<void> {
    const unknown = {
      ...{ kind: null, policyVersion: null, tubeCapacities: null, timeScale: null, tubeHoursMax: null },
      ...{ unboundMinutesMax: null, bindingMinutesMax: null },
    };
    const fresh = { campaignId, ...unknown, recordedAt: tx.recordedAt };
    await tx.manager.createQueryBuilder().insert().into(KnownCampaignEntity).values(fresh).orIgnore().execute();
  }
}
