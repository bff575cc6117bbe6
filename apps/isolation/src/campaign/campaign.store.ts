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
  readonly #told = new WeakMap<object, Map<string, CampaignRules>>();

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
   * Out: the rules of each campaign asked for; the newest version of the policy counts. What follows from one decision
   * asks several times in one transaction and is told the same each time.
   */
  async rulesOf(tx: Tx, campaignIds: readonly string[]): Promise<(campaignId: string) => CampaignRules> {
    const known = this.#told.get(tx) ?? new Map<string, CampaignRules>();
    this.#told.set(tx, known);
    const missing = [...new Set(campaignIds)].filter((id) => !known.has(id));
    if (missing.length > 0) for (const [id, rules] of await readRules(tx.manager, missing)) known.set(id, rules);
    return among(known);
  }

  /** The same, for whoever only looks: as they are this moment. */
  async rulesNow(
    { manager }: { manager: EntityManager },
    campaignIds: readonly string[],
  ): Promise<(campaignId: string) => CampaignRules> {
    return among(new Map(await readRules(manager, [...new Set(campaignIds)])));
  }
}

const among =
  (known: ReadonlyMap<string, CampaignRules>) =>
  (campaignId: string): CampaignRules =>
    known.get(campaignId) ?? rulesFrom({ timeScale: 1, kind: null }, policyUntilTold);

async function readRules(manager: EntityManager, campaignIds: readonly string[]): Promise<[string, CampaignRules][]> {
  if (campaignIds.length === 0) return [];
  const wanted = { campaignId: In([...campaignIds]) };
  const campaigns = await manager.findBy(CampaignRow, wanted);
  const policies = await manager
    .createQueryBuilder(CampaignPolicyRow, 'p')
    .distinctOn(['p.campaignId'])
    .where('p.campaignId in (:...campaignIds)', { campaignIds })
    .orderBy('p.campaignId')
    .addOrderBy('p.version', 'DESC')
    .getMany();
  const known = new Map(campaigns.map((row) => [row.campaignId, row]));
  const newest = new Map(policies.map((row) => [row.campaignId, row.policy]));
  return campaignIds.map((id) => [
    id,
    rulesFrom(known.get(id) ?? { timeScale: 1, kind: null }, newest.get(id) ?? policyUntilTold),
  ]);
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
