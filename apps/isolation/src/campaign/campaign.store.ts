import { campaignPolicy } from '@lib/contracts/policy';
import type { CampaignPolicy } from '@lib/contracts/policy';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { EntityManager } from 'typeorm';
import type { CampaignRules } from '../subject/subject.js';
import { CampaignPolicyRow, CampaignRow } from './campaign.entity.js';

// An alarm does not wait for its policy: until a campaign is told, the contract's own values hold. Version 0 says that
// they are nobody's decree, and no pack comes with them, so nobody is held under them.
const policyUntilTold: CampaignPolicy = { ...campaignPolicy.parse({ version: 1 }), version: 0 };

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

  /** Out: the rules of each campaign asked for; the newest version of the policy counts. */
  async rulesOf(
    { manager }: { manager: EntityManager },
    campaignIds: readonly string[],
  ): Promise<(campaignId: string) => CampaignRules> {
    const wanted = { campaignId: In([...new Set(campaignIds)]) };
    const campaigns = await manager.findBy(CampaignRow, wanted);
    const policies = await manager.find(CampaignPolicyRow, { where: wanted, order: { version: 'asc' } });
    const known = new Map(campaigns.map((row) => [row.campaignId, row]));
    const newest = new Map(policies.map((row) => [row.campaignId, row.policy]));
    return (campaignId) =>
      rulesFrom(known.get(campaignId) ?? { timeScale: 1, kind: null }, newest.get(campaignId) ?? policyUntilTold);
  }
}

function rulesFrom(
  { timeScale, kind }: Pick<CampaignRules, 'timeScale' | 'kind'>,
  policy: CampaignPolicy,
): CampaignRules {
  const { version, recollectionMinutesMax, callBackMinutesMax, alertTakenMinutesMax } = policy;
  return {
    timeScale,
    policyVersion: version,
    recollectionMinutesMax,
    callBackMinutesMax,
    alertTakenMinutesMax,
    policy,
    pack: policy.measures ?? null,
    packsByArea: policy.measuresByArea,
    kind,
  };
}
