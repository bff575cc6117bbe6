import { ask, type Session, sound } from '@lib/screens';

/** An alert that nobody has taken, as the ledger of notification has it. */
export interface LedgerAlert {
  readonly escalationId: string;
  readonly tubeId: string;
  readonly siteCode: string;
  readonly openedAt: string;
  readonly receivedAt: string | null;
  readonly owner: { readonly role: string; readonly person: string | null; readonly since: string };
  readonly rung: number;
  readonly nextRungAt: string | null;
}

/** Every alert that waits, page after page; none where no campaign is chosen. */
export async function readLedger({ campaignId }: Session): Promise<LedgerAlert[]> {
  if (campaignId === null) return [];
  const found: LedgerAlert[] = [];
  let next: string | undefined;
  do {
    const query = new URLSearchParams({ state: 'waiting', ...(next === undefined ? {} : { cursor: next }) });
    const page = await ask<{ escalations: LedgerAlert[]; next?: string }>(
      `/api/notification/v1/campaigns/${campaignId}/escalations?${query}`,
    );
    found.push(...page.escalations);
    next = page.next;
  } while (next !== undefined);
  return found;
}

const heard = new Set<string>();

/** Sounds once for each alert that was not waiting before, and once more for each rung that it climbs. */
export function soundForNew(waiting: readonly LedgerAlert[]): void {
  const steps = waiting.map(({ escalationId, rung }) => `${escalationId} ${rung}`);
  const isNew = steps.some((step) => !heard.has(step));
  for (const step of steps) heard.add(step);
  if (isNew) sound('alarm');
}
