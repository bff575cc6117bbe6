import { campaignPolicy } from '@lib/contracts/policy';
import type { CampaignPolicy } from '@lib/contracts/policy';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { CampaignPolicyRow, CampaignRow } from './campaign.entity.js';

/** What holds for a campaign now. */
export interface CampaignRules {
  readonly timeScale: number;
  readonly policy: CampaignPolicy;
}

/**
 * What holds for a campaign of which nothing has arrived yet: an alarm does not wait for its policy. Version 0 says
 * that these are the contract's own values and nobody's decree.
 */
const rulesUntilTold: CampaignRules = {
  timeScale: 1,
  policy: { ...campaignPolicy.parse({ version: 1 }), version: 0 },
};

/** Keeps the campaigns and every version of their policy, in whatever order they are told. */
@Injectable()
export class CampaignStore {
  async keepCampaign(tx: Tx, campaign: Omit<CampaignRow, 'recordedAt'>): Promise<void> {
    await tx.manager.upsert(CampaignRow, { ...campaign, recordedAt: tx.recordedAt }, ['campaignId']);
  }

  /** A version that is known is left as it is: policy rows are never rewritten. */
  async keepPolicy(tx: Tx, campaignId: string, policy: CampaignPolicy): Promise<void> {
    await tx.manager
      .createQueryBuilder()
      .insert()
      .into(CampaignPolicyRow)
      .values({ campaignId, version: policy.version, policy, recordedAt: tx.recordedAt })
      .orIgnore()
      .execute();
  }

  /**
   * Makes a change of rules and whoever reckons by them wait for each other: an alert that opens while its campaign is
   * being told would otherwise keep the old values for ever, neither transaction having seen the other.
   */
  async lock(tx: Tx, campaignIds: readonly string[], how: 'to-change' | 'to-reckon'): Promise<void> {
    const lock = how === 'to-change' ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared';
    await tx.query(
      `select ${lock}(hashtextextended('bulou:campaign:' || current_schema() || ':' || campaign, 0))
         from unnest($1::text[]) as campaign`,
      [[...new Set(campaignIds)].toSorted()],
    );
  }

  /** Out: the rules of each campaign asked for; the newest version of the policy counts. */
  async rulesOf(tx: Tx, campaignIds: readonly string[]): Promise<(campaignId: string) => CampaignRules> {
    const wanted = { campaignId: In([...new Set(campaignIds)]) };
    const campaigns = await tx.manager.findBy(CampaignRow, wanted);
    const policies = await tx.manager.find(CampaignPolicyRow, { where: wanted, order: { version: 'asc' } });
    const scales = new Map(campaigns.map((row) => [row.campaignId, row.timeScale]));
    const newest = new Map(policies.map((row) => [row.campaignId, row.policy]));
    return (campaignId) => ({
      timeScale: scales.get(campaignId) ?? rulesUntilTold.timeScale,
      policy: newest.get(campaignId) ?? rulesUntilTold.policy,
    });
  }
}
