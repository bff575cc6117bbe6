import { campaignPolicy } from '@lib/contracts/policy';
import type { CampaignPolicy } from '@lib/contracts/policy';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
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

/** One row for each campaign asked for, and one row of its policies read, however many versions there are. */
export const rulesSql = `
  select wanted.campaign_id as "campaignId", c.time_scale as "timeScale", newest.policy
    from unnest($1::uuid[]) as wanted(campaign_id)
    left join campaigns c on c.campaign_id = wanted.campaign_id
    left join lateral (select p.policy from campaign_policies p where p.campaign_id = wanted.campaign_id
                        order by p.version desc limit 1) newest on true`;

/** Keeps the campaigns and every version of their policy, in whatever order they are told. */
@Injectable()
export class CampaignStore {
  readonly #told = new WeakMap<Tx, Map<string, CampaignRules>>();

  async keepCampaign(tx: Tx, campaign: Omit<CampaignRow, 'recordedAt'>): Promise<void> {
    this.#told.delete(tx);
    await tx.manager.upsert(CampaignRow, { ...campaign, recordedAt: tx.recordedAt }, ['campaignId']);
  }

  /** A version that is known is left as it is: policy rows are never rewritten. */
  async keepPolicy(tx: Tx, campaignId: string, policy: CampaignPolicy): Promise<void> {
    this.#told.delete(tx);
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
    // Whoever waited here may have waited for a change.
    this.#told.delete(tx);
    const lock = how === 'to-change' ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared';
    await tx.query(
      `select ${lock}(hashtextextended('bulou:campaign:' || current_schema() || ':' || campaign, 0))
         from unnest($1::text[]) as campaign`,
      [[...new Set(campaignIds)].toSorted()],
    );
  }

  /**
   * Out: the rules of each campaign asked for; the newest version of the policy counts. A detection asks for its ladder,
   * its receivers and its notices in one transaction, and is told the same each time.
   */
  async rulesOf(tx: Tx, campaignIds: readonly string[]): Promise<(campaignId: string) => CampaignRules> {
    const known = this.#told.get(tx) ?? new Map<string, CampaignRules>();
    this.#told.set(tx, known);
    const missing = [...new Set(campaignIds)].filter((id) => !known.has(id));
    if (missing.length > 0) {
      const { rows } = await tx.prepared<ToldRules>(rulesSql, [missing]);
      for (const { campaignId, timeScale, policy } of rows) {
        const { timeScale: usual, policy: usualPolicy } = rulesUntilTold;
        known.set(campaignId, { timeScale: timeScale ?? usual, policy: policy ?? usualPolicy });
      }
    }
    return (campaignId) => known.get(campaignId) ?? rulesUntilTold;
  }
}

interface ToldRules {
  readonly campaignId: string;
  readonly timeScale: number | null;
  readonly policy: CampaignPolicy | null;
}
