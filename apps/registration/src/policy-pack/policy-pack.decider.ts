import type { PolicyPack } from '@lib/contracts/http/registration/policy-packs';
import type { CampaignPolicy } from '@lib/contracts/policy';
import type { MeasuresPack } from '@lib/contracts/policy-pack';
import { Refusal } from '@lib/contracts/refusals';

/** A version of a pack as it stands in its row. */
export type StoredPack = PolicyPack & { readonly version: number };

export interface PackAct {
  readonly packId: string;
  readonly version: number;
  readonly area: string | null;
  readonly act: 'activate' | 'deactivate';
}

type PolicyValues = Readonly<Record<string, unknown>>;

/** The pack as other rooms are told of it. */
export function measuresOf(pack: StoredPack): MeasuresPack {
  const { packId, version, kind, issuer, number, legalBasis, holdHoursMax, remedyZh, remedyEn, rules } = pack;
  return {
    ...{ packId, packVersion: version, kind, issuer, number, legalBasis, holdHoursMax, remedyZh, remedyEn, rules },
    ...(pack.remedyPhone === undefined ? {} : { remedyPhone: pack.remedyPhone }),
    validFrom: pack.validFrom,
    ...(pack.validTo === null ? {} : { validTo: pack.validTo }),
  };
}

/**
 * The law of putting packs in force: a pack governs campaigns of its own kind, inside its own area, between its own
 * days; what is taken out of force must be in force. Throws DRILL_AND_LIVE_MIXED, PACK_NOT_VALID, PACK_NOT_IN_FORCE.
 */
export function policyAfter(
  policy: CampaignPolicy,
  pack: StoredPack,
  { act, area }: PackAct,
  given: { readonly kind: 'live' | 'drill'; readonly at: Date },
): PolicyValues {
  if (pack.kind !== given.kind) throw new Refusal('DRILL_AND_LIVE_MIXED', { packId: pack.packId });
  if (act === 'deactivate') return withoutPack(policy, pack, area);
  if (!isInside(pack, area) || !isInTime(pack, given.at)) {
    throw new Refusal('PACK_NOT_VALID', { packId: pack.packId, version: pack.version });
  }
  const measures = measuresOf(pack);
  return area === null ? { measures } : { measuresByArea: { ...policy.measuresByArea, [area]: measures } };
}

const isInside = (pack: StoredPack, area: string | null): boolean =>
  pack.area === null || (area?.startsWith(pack.area) ?? false);

const isInTime = ({ validFrom, validTo }: StoredPack, at: Date): boolean =>
  new Date(validFrom) <= at && (validTo === null || at < new Date(validTo));

function withoutPack(policy: CampaignPolicy, pack: StoredPack, area: string | null): PolicyValues {
  const inForce = area === null ? policy.measures : policy.measuresByArea?.[area];
  if (inForce?.packId !== pack.packId || inForce.packVersion !== pack.version) {
    throw new Refusal('PACK_NOT_IN_FORCE', { packId: pack.packId, version: pack.version });
  }
  if (area === null) return { measures: null };
  const others = Object.entries(policy.measuresByArea ?? {}).filter(([other]) => other !== area);
  return { measuresByArea: others.length === 0 ? null : Object.fromEntries(others) };
}

/**
 * Values that a single person writes into a policy: in a live campaign no pack among them, in a drill no live one.
 * Throws PACK_NEEDS_TWO_PEOPLE, DRILL_AND_LIVE_MIXED.
 */
export function refusePackOfOne(
  kind: 'live' | 'drill',
  change: {
    readonly measures?: MeasuresPack | null | undefined;
    readonly measuresByArea?: Readonly<Record<string, MeasuresPack>> | null | undefined;
  },
): void {
  const named = [change.measures, ...Object.values(change.measuresByArea ?? {})].filter(
    (one) => one !== null && one !== undefined,
  );
  if (named.length === 0) return;
  if (kind === 'live') throw new Refusal('PACK_NEEDS_TWO_PEOPLE');
  if (named.some((one) => one.kind === 'live')) throw new Refusal('DRILL_AND_LIVE_MIXED');
}
