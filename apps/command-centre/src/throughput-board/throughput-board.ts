import type { readThroughput } from '@lib/contracts/http/command-centre/wall';
import { Refusal } from '@lib/contracts/refusals';
import { Database } from '@lib/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { bucketSeconds } from '../tube-board/count-changes.js';

type Throughput = z.output<typeof readThroughput.response>;

interface SeriesRow {
  readonly at: Date;
  readonly persons_sampled: number;
  readonly tubes_sealed: number;
  readonly tubes_received: number;
  readonly tubes_resulted: number;
  readonly tubes_released: number;
}

// Devices with a wrong clock may claim any day; a curve longer than this would hide the campaign in it.
const bucketsMax = 4_000; // Two weeks of five minutes.

const tubesOf = (stage: string) =>
  `coalesce(sum(tubes) filter (where stage = '${stage}'), 0)::bigint as tubes_${stage}`;

const seriesSql = `
  select bucket_at as at, coalesce(sum(persons) filter (where stage = 'sampled'), 0)::bigint as persons_sampled,
    ${['sealed', 'received', 'resulted', 'released'].map(tubesOf).join(', ')}
  from throughput
  where campaign_id = $1 and purpose = 'round' and ($2::uuid is null or round_id = $2)
  group by bucket_at having sum(tubes) > 0 order by bucket_at desc limit $3`;

/** What was done in each five minutes of event time, oldest first; the newest two weeks of it. */
@Injectable()
export class ThroughputBoard {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Throws CAMPAIGN_UNKNOWN. */
  async read(campaignId: string, roundId?: string): Promise<Throughput> {
    const [campaign] = await this.database.query<{ as_of: Date }>(
      `select date_trunc('milliseconds', clock_timestamp()) as as_of from campaigns where campaign_id = $1`,
      [campaignId],
    );
    if (campaign === undefined) throw new Refusal('CAMPAIGN_UNKNOWN');
    const rows = await this.database.query<SeriesRow>(seriesSql, [campaignId, roundId ?? null, bucketsMax]);
    const series = rows.toReversed().map((row) => ({
      at: row.at.toISOString(),
      personsSampled: row.persons_sampled,
      tubesSealed: row.tubes_sealed,
      tubesReceived: row.tubes_received,
      tubesResulted: row.tubes_resulted,
      tubesReleased: row.tubes_released,
    }));
    return { campaignId, asOf: campaign.as_of.toISOString(), bucketSeconds, series };
  }
}
