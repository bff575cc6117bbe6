import type { Tx } from '@lib/platform';

/**
 * Claims events for a consumer. Two transactions that claim the same event wait for each other, so one of them sees it
 * as known; ids are claimed in sorted order so that they do not wait in a circle.
 * Out: the ids that were never applied before.
 */
export async function claim(tx: Tx, consumer: string, eventIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await tx.prepared<{ event_id: string }>(
    `insert into inbox (consumer, event_id)
     select $1, id from unnest($2::uuid[]) as id
     on conflict do nothing returning event_id`,
    [consumer, [...new Set(eventIds)].sort()],
  );
  return new Set(rows.map((row) => row.event_id));
}
