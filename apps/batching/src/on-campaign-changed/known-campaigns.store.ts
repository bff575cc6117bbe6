import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { IsNull, LessThan } from 'typeorm';
import { KnownCampaignEntity } from './known-campaign.entity.js';
import { KnownRoundEntity } from './known-round.entity.js';

/** The only writer of what is known of campaigns. Every write commutes: events may come in any order, and again. */
@Injectable()
export class KnownCampaigns {
  async campaign(tx: Tx, { campaignId, kind }: { campaignId: string; kind: 'live' | 'drill' }): Promise<void> {
    await this.ensureCampaign(tx, campaignId);
    await tx.manager.update(KnownCampaignEntity, { campaignId }, { kind });
  }

  /** An older version of the policy never replaces a newer one. */
  async policy(
    tx: Tx,
    policy: { campaignId: string; version: number; tubeCapacities: readonly number[] },
  ): Promise<void> {
    const { campaignId, version, tubeCapacities } = policy;
    await this.ensureCampaign(tx, campaignId);
    const newer = { policyVersion: version, tubeCapacities: [...tubeCapacities] };
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
    const fresh = { campaignId, kind: null, policyVersion: null, tubeCapacities: null, recordedAt: tx.recordedAt };
    await tx.manager.createQueryBuilder().insert().into(KnownCampaignEntity).values(fresh).orIgnore().execute();
  }
}
