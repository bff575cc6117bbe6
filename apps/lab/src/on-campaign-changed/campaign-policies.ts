import { campaignPolicy } from '@lib/contracts/policy';
import type { CampaignPolicy } from '@lib/contracts/policy';
import { insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { PolicyInForce, Surroundings } from '../tube/turn.js';

const columns = { campaign_id: 'uuid', version: 'int', policy: 'jsonb', recorded_at: 'timestamptz' };
const scaleColumns = { campaign_id: 'uuid', kind: 'text', time_scale: 'double precision', recorded_at: 'timestamptz' };
const minuteMs = 60_000;

/** A policy as registration told it. */
export interface ToldPolicy {
  readonly campaignId: string;
  readonly policy: CampaignPolicy;
}

/** A campaign as registration opened it. */
export interface ToldCampaign {
  readonly campaignId: string;
  readonly kind: 'live' | 'drill';
  readonly timeScale: number;
}

// What holds for a campaign whose opening has not been told here yet, at the pace of a live one; a policy that comes
// later says otherwise.
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

/** Keeps what kind of campaign it is and how fast its clocks run: neither ever changes. */
export async function saveCampaigns(tx: Tx, told: readonly ToldCampaign[]): Promise<void> {
  const rows = told.map(({ campaignId, kind, timeScale }) => ({
    campaign_id: campaignId,
    kind,
    time_scale: timeScale,
    recorded_at: tx.recordedAt,
  }));
  await insertRows(tx, 'campaigns', scaleColumns, rows, { onConflict: '(campaign_id) do nothing' });
}

interface StoredPolicy {
  readonly campaign_id: string;
  readonly version: number;
  readonly ct_cut_off: number | null;
  readonly run_minutes_min: number | null;
  readonly time_scale: number | null;
}

/** Out: the policy in force of each campaign. There are as many campaigns as authorities order, so all are read. */
export async function loadPolicies(reader: Pick<Tx, 'query'>): Promise<Surroundings['policyOf']> {
  const rows = await reader.query<StoredPolicy>(
    `select distinct on (p.campaign_id) p.campaign_id, p.version,
            (p.policy->>'ctCutOff')::double precision as ct_cut_off,
            (p.policy->>'runMinutesMin')::double precision as run_minutes_min, c.time_scale
       from campaign_policies p left join campaigns c using (campaign_id)
      order by p.campaign_id, p.version desc`,
  );
  const inForce = new Map(rows.map((row) => [row.campaign_id, policyOf(row)]));
  const untold: PolicyInForce = {
    version: undefined,
    ctCutOff: presumed.ctCutOff,
    runMsMin: presumed.runMinutesMin * minuteMs,
  };
  return (campaignId) => inForce.get(campaignId) ?? untold;
}

const policyOf = (row: StoredPolicy): PolicyInForce => ({
  version: row.version,
  ctCutOff: row.ct_cut_off ?? presumed.ctCutOff,
  runMsMin: ((row.run_minutes_min ?? presumed.runMinutesMin) * minuteMs) / (row.time_scale ?? 1),
});
