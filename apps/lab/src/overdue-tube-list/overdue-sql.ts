import { campaignPolicy } from '@lib/contracts/policy';

export const pageRows = 200;

// What holds for a campaign whose opening has not been told here yet.
const hoursPresumed = campaignPolicy.parse({ version: 1 }).tubeWithoutResultHoursMax;

export interface OverdueRow {
  readonly tube_id: string;
  readonly campaign_id: string;
  readonly site_code: string;
  readonly lab_code: string;
  readonly state: string;
  readonly step: 'arrive' | 'test' | 'release' | 'open-gate';
  readonly since: Date;
  readonly due_at: Date;
  readonly is_registered: boolean;
}

const under = `
  select tube_id, state, case state when 'expected' then 'arrive' else 'test' end as step, recorded_at as since
    from lab_tubes where state in ('expected', 'received')`;

const unreleased = `
  select r.tube_id, 'resulted', case when r.gate is null then 'release' else 'open-gate' end, t.recorded_at
    from results r join lab_tubes t using (tube_id) where r.effective and r.status = 'preliminary'`;

/**
 * Parameters: laboratory, district, campaign (each null for all), cursor's time and tube. The clock of a tube starts
 * when this room first heard of it, which is its sealing but for the way of one event.
 */
export const overdueSql = `
  with limits as (
    select distinct on (p.campaign_id) p.campaign_id,
           make_interval(secs => 3600 * coalesce((p.policy->>'tubeWithoutResultHoursMax')::double precision, ${hoursPresumed})
                                      / coalesce(c.time_scale, 1)) as patience
      from campaign_policies p left join campaigns c using (campaign_id)
     order by p.campaign_id, p.version desc),
  waiting as (${under} union all ${unreleased})
  select w.tube_id, e.handed_campaign_id as campaign_id, e.handed_site_code as site_code, e.lab_code, w.state, w.step,
         w.since, w.since + coalesce(l.patience, interval '${hoursPresumed} hours') as due_at,
         exists (select 1 from labs where labs.lab_code = e.lab_code) as is_registered
    from waiting w
    join expected_tubes e using (tube_id)
    left join limits l on l.campaign_id = e.handed_campaign_id
   where e.batch_id is not null
     and w.since + coalesce(l.patience, interval '${hoursPresumed} hours') < (select clock_timestamp())
     and ($1::text is null or e.lab_code = $1)
     and ($2::text is null or left(e.handed_site_code, 6) = $2)
     and ($3::uuid is null or e.handed_campaign_id = $3)
     and ($4::timestamptz is null or (w.since, w.tube_id) > ($4, $5::text))
   order by w.since, w.tube_id limit ${pageRows + 1}`;
