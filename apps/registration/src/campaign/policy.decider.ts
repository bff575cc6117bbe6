import { campaignPolicy } from '@lib/contracts/policy';
import type { CampaignPolicy } from '@lib/contracts/policy';

/**
 * Policy values are rows: an authority changes one value by decree, and each row says who did, why, and since when.
 * What holds is, for each value, the row of the highest version; a value that was taken back is absent.
 */
export interface PolicyRow {
  readonly version: number;
  readonly key: string;
  /** `null` when the value was taken back. */
  readonly value: unknown;
  readonly source: 'default' | 'opening' | 'change';
}

/** A change as its contract lets it through: only the values that it names. */
export type PolicyChange = Readonly<Record<string, unknown>>;

/** The rows of version 1: every value that has one, with its source: a default of the house, or named at the opening. */
export function openingRows(named: PolicyChange): PolicyRow[] {
  const given = withoutUndefined(named);
  const complete = withoutUndefined(campaignPolicy.parse({ version: 1, ...withoutNull(given) }));
  delete complete['version'];
  return Object.entries(complete).map(([key, value]) => ({
    version: 1,
    key,
    value,
    source: Object.hasOwn(given, key) ? 'opening' : 'default',
  }));
}

/** The rows of a change: those values whose content really differs from what holds. */
export function changeRows(holding: CampaignPolicy, change: PolicyChange): PolicyRow[] {
  const now: Record<string, unknown> = { ...holding };
  const version = holding.version + 1;
  return Object.entries(withoutUndefined(change))
    .filter(([key, value]) => JSON.stringify(now[key] ?? null) !== JSON.stringify(value))
    .map(([key, value]) => ({ version, key, value, source: 'change' }));
}

/** The policy that rows make, in any order of them. Throws when a stored value breaks the contract: rows are ours. */
export function composePolicy(rows: readonly PolicyRow[]): CampaignPolicy {
  const newest = new Map<string, PolicyRow>();
  let version = 1;
  for (const row of rows) {
    version = Math.max(version, row.version);
    if (row.version >= (newest.get(row.key)?.version ?? 0)) newest.set(row.key, row);
  }
  const values = Object.fromEntries([...newest.values()].map(({ key, value }) => [key, value]));
  return campaignPolicy.parse({ version, ...withoutNull(values) });
}

const withoutUndefined = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

const withoutNull = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
