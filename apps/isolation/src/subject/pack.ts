import type { MeasuresPack } from '@lib/contracts/policy-pack';
import type { Ground } from './measure.js';
import type { CampaignRules } from './subject.js';

const isValid = (pack: MeasuresPack, kind: CampaignRules['kind'], at: Date): boolean =>
  (pack.kind === undefined || kind === null || pack.kind === kind) &&
  (pack.validFrom === undefined || at >= new Date(pack.validFrom)) &&
  (pack.validTo === undefined || at < new Date(pack.validTo));

/**
 * In: the rules of a campaign, where, when. Out: the pack that governs there and then, of the closest area; null when
 * none does, and then nothing is done to anybody.
 */
export function packFor({ pack, packsByArea, kind }: CampaignRules, siteCode: string, at: Date): MeasuresPack | null {
  const closest = Object.entries(packsByArea ?? {})
    .filter(([area]) => siteCode.startsWith(area))
    .toSorted(([a], [b]) => b.length - a.length)
    .map(([, one]) => one);
  return [...closest, ...(pack === null ? [] : [pack])].find((one) => isValid(one, kind ?? null, at)) ?? null;
}

/** What a measure says of its ground, taken from the pack. */
export const groundOf = (pack: MeasuresPack, { policyVersion }: CampaignRules): Ground => ({
  authority: pack.issuer,
  decreeNumber: pack.number,
  legalBasis: pack.legalBasis,
  packId: pack.packId,
  packVersion: pack.packVersion ?? null,
  policyVersion,
  remedyZh: pack.remedyZh,
  remedyEn: pack.remedyEn,
  remedyPhone: pack.remedyPhone ?? null,
});

/** In: a moment, hours of policy. Out: that much later in the campaign's own time. */
export const hoursAfter = (at: Date, hours: number, { timeScale }: Pick<CampaignRules, 'timeScale'>): Date =>
  new Date(at.getTime() + (hours * 3_600_000) / timeScale);
