import { ask } from './ask.js';

export interface ListedCampaign {
  readonly campaignId: string;
  readonly kind: 'live' | 'drill';
  readonly name: string;
  readonly rounds: readonly { roundId: string; number: number; state: 'open' | 'closed' }[];
}

/**
 * The campaign that a page works in. In: the one that the session names, if it names one. Out: that one; without a name
 * the newest with an open round, else the newest; nothing when there is none. Throws what registration declines.
 */
export async function runningCampaign(named: string | null | undefined): Promise<ListedCampaign | undefined> {
  let newest: ListedCampaign | undefined;
  let next: string | undefined;
  do {
    const query = next === undefined ? '' : `?cursor=${encodeURIComponent(next)}`;
    const page = await ask<{ campaigns: ListedCampaign[]; next?: string }>(`/api/registration/v1/campaigns${query}`);
    const found = page.campaigns.find((one) =>
      named ? one.campaignId === named : one.rounds.some(({ state }) => state === 'open'),
    );
    if (found) return found;
    newest ??= page.campaigns[0];
    next = page.next;
  } while (next !== undefined);
  return named ? undefined : newest;
}
