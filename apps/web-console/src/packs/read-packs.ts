import type { listPackActs, listPacks } from '@lib/contracts/http/registration/policy-packs';
import type { MeasuresPack } from '@lib/contracts/policy-pack';
import { ask, type ListedCampaign } from '@lib/screens';
import type { z } from 'zod';

export type ListedPack = z.output<typeof listPacks.response>['packs'][number];
export type PackAct = z.output<typeof listPackActs.response>['acts'][number];
export type RuledCampaign = ListedCampaign & {
  readonly policy: {
    readonly measures?: MeasuresPack | null;
    readonly measuresByArea?: Readonly<Record<string, MeasuresPack>> | null;
  };
};

const pagesMax = 20;

async function every<T>(path: string, member: string): Promise<T[]> {
  const found: T[] = [];
  let next: string | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const query = next === undefined ? '' : `?cursor=${encodeURIComponent(next)}`;
    const answer = await ask<Record<string, unknown>>(`${path}${query}`);
    found.push(...((answer[member] ?? []) as T[]));
    next = answer['next'] as string | undefined;
    if (next === undefined) break;
  }
  return found;
}

export const readPacks = (): Promise<ListedPack[]> => every('/api/registration/v1/policy-packs', 'packs');
export const readCampaigns = (): Promise<RuledCampaign[]> => every('/api/registration/v1/campaigns', 'campaigns');
export const readPackActs = async (): Promise<PackAct[]> =>
  (await ask<{ acts: PackAct[] }>('/api/registration/v1/pack-acts')).acts;

/** What is in force in a campaign: in the whole of it, and in its parts. */
export const inForceOf = (
  campaign: RuledCampaign | undefined,
): readonly { area: string | null; pack: MeasuresPack }[] => [
  ...(campaign?.policy.measures ? [{ area: null, pack: campaign.policy.measures }] : []),
  ...Object.entries(campaign?.policy.measuresByArea ?? {}).map(([area, pack]) => ({ area, pack })),
];
