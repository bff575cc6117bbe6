import { Refusal } from '@lib/contracts/refusals';
import { Database } from '@lib/platform';
import { alarmingFindings } from '@lib/vocabulary';
import type { TubePurpose } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';

/** One number of the wall as it is stored. */
export interface CountRow {
  readonly purpose: TubePurpose;
  readonly kind: 'stage' | 'place';
  readonly name: string;
  readonly persons: number;
  readonly tubes: number;
}

/** Tubes with a standing alarm, by how far their people are. */
export interface AlarmRow {
  readonly purpose: TubePurpose;
  readonly isTaken: boolean;
  /** True when every person of the tube has a case that ended. */
  readonly isEnded: boolean;
  readonly isReleased: boolean;
  readonly isInvalid: boolean;
  readonly persons: number;
  readonly tubes: number;
}

/** Everything that a funnel is made of, as of one instant. */
export interface FunnelRows {
  readonly campaign_id: string;
  readonly name: string;
  readonly kind: 'live' | 'drill';
  readonly as_of: Date;
  readonly newest_event_at: Date | null;
  readonly listed: number;
  readonly rounds: number;
  readonly counts: readonly CountRow[];
  readonly alarms: readonly AlarmRow[];
  readonly cases: number;
  readonly verified: number;
  readonly cleared: number;
  readonly recollections: number;
}

// One statement is one snapshot: numbers that are read apart from each other would not add up while facts come in.
const funnelSql = `
  with counts as (
    select purpose, kind, name, sum(persons)::bigint as persons, sum(tubes)::bigint as tubes
    from funnel_counts where campaign_id = $1 and ($2::uuid is null or round_id = $2)
    group by purpose, kind, name
  ), alarm_tubes as (
    select coalesce(t.purpose, 'round') as purpose,
      coalesce(t.taken_version >= t.alarm_version, false) as is_taken,
      coalesce(t.release_status <> 'cancelled', false) as is_released,
      coalesce(t.release_finding = 'invalid', false) as is_invalid,
      coalesce(t.sealed_persons, t.voided_persons, 0) as persons,
      case when coalesce(t.alarm_persons, 0) = 0 then coalesce(t.taken_version >= t.alarm_version, false)
        else t.alarm_persons <= (
          select count(*) from case_tubes l join cases c using (case_id)
          where l.tube_id = t.tube_id and c.state <> 'open')
      end as is_ended
    from tubes t where t.campaign_id = $1 and t.alarm_version is not null and t.place = 'alarm' and ($2::uuid is null or t.round_id = $2)
  ), alarms as (
    select purpose, is_taken as "isTaken", is_ended as "isEnded", is_released as "isReleased",
      is_invalid as "isInvalid", sum(persons)::bigint as persons, count(*) as tubes
    from alarm_tubes group by 1, 2, 3, 4, 5
  ), people as (
    select count(*) filter (where c.state <> 'revoked') as cases,
      count(*) filter (where c.state = 'verified') as verified,
      count(*) filter (where c.state = 'cleared') as cleared
    from cases c where c.campaign_id = $1 and c.opened_at is not null and ($2::uuid is null or exists (
      select 1 from case_tubes l join tubes t using (tube_id)
      where l.case_id = c.case_id and l.is_origin and t.round_id = $2))
  )
  select k.campaign_id, k.name, k.kind, date_trunc('milliseconds', clock_timestamp()) as as_of,
    (select newest_recorded_at from freshness where campaign_id = $1) as newest_event_at,
    (select coalesce(sum(accepted), 0)::bigint from rosters where campaign_id = $1) as listed,
    (select count(*) from rounds where campaign_id = $1) as rounds,
    (select coalesce(json_agg(counts), '[]') from counts) as counts,
    (select coalesce(json_agg(alarms), '[]') from alarms) as alarms,
    people.cases, people.verified, people.cleared,
    (select count(*) from recollections r where r.campaign_id = $1 and r.cause = any($3::text[])
      and ($2::uuid is null or exists (
        select 1 from tubes t where t.tube_id = r.cause_tube_id and t.round_id = $2))) as recollections
  from campaigns k cross join people where k.campaign_id = $1`;

/** Reads the boards for one funnel. */
@Injectable()
export class FunnelRowsReader {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Throws CAMPAIGN_UNKNOWN until the fact that opened the campaign has come. */
  async read(campaignId: string, roundId: string | undefined): Promise<FunnelRows> {
    const [rows] = await this.database.query<FunnelRows>(funnelSql, [campaignId, roundId ?? null, alarmingFindings]);
    if (rows === undefined) throw new Refusal('CAMPAIGN_UNKNOWN');
    return rows;
  }
}
