import type { Database } from '@lib/platform';

const ROWS_PER_ROUND = 10_000;

/**
 * Marks published facts as unpublished, so that the relay sends them again: the cure for a topic that was wiped.
 * Consumers drop what they have already applied; one that ran while its topic was wiped must be started again first, for
 * it still reads at its old place. In: which aggregates' topics (all when left out), e.g. `bulou.tube`.
 * Out: how many rows will be sent again.
 */
export async function replayOutbox(database: Database, topics?: readonly string[]): Promise<number> {
  const aggregates = topics?.map((topic) => topic.replace(/^bulou\./, '')) ?? null;
  // What the relay has sent again meanwhile carries a later mark and is left alone.
  const [clock] = await database.query<{ at: Date }>('select clock_timestamp() as at');
  let count = 0;
  for (;;) {
    const rows = await database.query(
      `update outbox set published_at = null
        where (recorded_at, position) in (
          select recorded_at, position from outbox
           where published_at is not null and published_at < $2 and ($1::text[] is null or aggregatetype = any($1))
           order by position limit ${ROWS_PER_ROUND})
      returning 1`,
      [aggregates, clock?.at],
    );
    count += rows.length;
    if (rows.length < ROWS_PER_ROUND) return count;
  }
}
