/**
 * Where each tube of the campaigns stands now, over both rooms, and whether its time is over: the round is closed, or
 * while it is open the tube is past its clock (`tubeWithoutResultHoursMax`, 24 h unless the policy says otherwise).
 * The time scale of a drill divides gates and ladders (settled 1); the clock of a tube runs in real hours, as the
 * opening hours of its round do. A tube that was drawn after its round had closed has its own clock only.
 */
export const standing = `(
  select t.tube_id, t.campaign_id, t.round_id, t.site_code, t.purpose, t.order_id, t.specimens, t.opened_at, b.lab_code, b.box_code,
         case when coalesce(l.state, 'expected') = 'expected' then t.state else l.state end as state,
         coalesce(r.closed_at >= t.opened_at, false) as is_closed,
         coalesce(r.closed_at >= t.opened_at, false)
           or coalesce(t.sealed_at, t.opened_at) < (select clock_timestamp()) - p.hours * interval '1 hour' as is_due
    from batching.tubes t
    left join lab.lab_tubes l using (tube_id)
    left join batching.batches b on b.batch_id = t.batch_id
    left join registration.rounds r on r.round_id = t.round_id
    left join (
      select c.campaign_id, coalesce((
               select (v.value #>> '{}')::float8 from registration.policy_values v
                where v.campaign_id = c.campaign_id and v.key = 'tubeWithoutResultHoursMax'
                order by v.version desc limit 1), 24) as hours
        from registration.campaigns c where c.campaign_id = any($1::uuid[])) as p on p.campaign_id = t.campaign_id
   where t.campaign_id = any($1::uuid[])
)`;

export const standingNeeds = [
  'batching.tubes',
  'batching.batches',
  'lab.lab_tubes',
  'registration.rounds',
  'registration.campaigns',
  'registration.policy_values',
];
