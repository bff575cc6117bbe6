import { campaignPolicy } from '@lib/contracts/policy';
import type { CampaignPolicy } from '@lib/contracts/policy';
import { insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { Surroundings } from '../tube/turn.js';

const columns = { campaign_id: 'uuid', version: 'int', policy: 'jsonb', recorded_at: 'timestamptz' };

/** A policy as registration told it. */
export interface ToldPolicy {
  readonly campaignId: string;
  readonly policy: CampaignPolicy;
}

// What holds for a campaign whose opening has not been told here yet; a policy that comes later says otherwise.
const presumed = campaignPolicy.parse({ version: 1 });

/** Keeps every version of a campaign's policy; the same one again changes nothing. */
export async function savePolicies(tx: Tx, told: readonly ToldPolicy[]): Promise<void> {
  const rows = told.map(({ campaignId, policy }) => ({
    campaign_id: campaignId,
    version: policy.version,
    policy,
    recorded_at: tx.recordedAt,
  }));
  await insertRows(tx, 'campaign_policies', columns, rows, { onConflict: '(campaign_id, version) do nothing' });
}

/** Out: the policy in force of each campaign. There are as many campaigns as authorities order, so all are read. */
export async function loadPolicies(reader: Pick<Tx, 'query'>): Promise<Surroundings['policyOf']> {
  const rows = await reader.query<{ campaign_id: string; version: number; ct_cut_off: number | null }>(
    `select distinct on (campaign_id) campaign_id, version, (policy->>'ctCutOff')::double precision as ct_cut_off
       from campaign_policies order by campaign_id, version desc`,
  );
  const inForce = new Map(
    rows.map((row) => [row.campaign_id, { version: row.version, ctCutOff: row.ct_cut_off ?? presumed.ctCutOff }]),
  );
  return (campaignId) => inForce.get(campaignId) ?? { version: undefined, ctCutOff: presumed.ctCutOff };
}
