import { campaignPolicy } from '@lib/contracts/policy';
import type { CampaignPolicy } from '@lib/contracts/policy';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import type { CampaignRules } from '../subject/subject.js';

/** The values by which people in isolation are looked after. */
export type CareValues = Pick<
  CampaignPolicy,
  'caseloadMax' | 'followUpWindows' | 'followUpMinutesMin' | 'feverTenthsMin' | 'paperDaysMax'
>;

export interface CareRules {
  readonly care: CareValues;
  readonly rules: CampaignRules;
}

/** Reads how a campaign looks after people, as its newest policy says; what an older policy did not name has its default. */
@Injectable()
export class CareRulesStore {
  constructor(private readonly campaigns: CampaignStore) {}

  async of(tx: Tx, campaignId: string): Promise<CareRules> {
    const rules = (await this.campaigns.rulesOf(tx, [campaignId]))(campaignId);
    return { care: campaignPolicy.parse({ ...careOf(rules.policy), version: 1 }), rules };
  }
}

// Only its own values are read: a pack of long ago need not satisfy the form of today for somebody to be called.
const careNames = ['caseloadMax', 'followUpWindows', 'followUpMinutesMin', 'feverTenthsMin', 'paperDaysMax'];
const careOf = (policy: object): object =>
  Object.fromEntries(Object.entries(policy).filter(([name, value]) => careNames.includes(name) && value !== undefined));
