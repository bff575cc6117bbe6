import { sqlCheck } from '../check.js';

/** Occupancy one, looked at from outside: whoever has a room has it alone, but for a guardian and minors beside the holder. */
export const oneInARoom = sqlCheck({
  id: 'one-in-a-room',
  zh: '每间隔离房间只住一人，每人只住一间（监护人陪同未成年人除外，须注明）',
  en: 'a room holds one person and a person one room, but for a guardian and minors who say so',
  needs: ['isolation.room_stays', 'isolation.rooms'],
  sql: `
    with stays as materialized (
      select * from isolation.room_stays where campaign_id = any($1::uuid[]) and state <> 'over')
    select null as tube, min(s.participant_id::text) as person, min(r.label) as place,
           '一间房有 ' || count(*) || ' 人 / ' || count(*) || ' people hold one room' as note
      from stays s join isolation.rooms r using (room_id) where s.shares_with is null
     group by s.room_id having count(*) > 1
    union all
    select null, participant_id::text, null, '一人住 ' || count(*) || ' 间 / is in ' || count(*) || ' rooms at once'
      from stays where state = 'occupied' group by campaign_id, participant_id having count(*) > 1
    union all
    select null, participant_id::text, null, '合住而未注明监护关系 / shares a room and nobody says why'
      from stays where shares_with is not null and coalesce(sharing, '') not in ('minor-with-guardian', 'guardian-with-minor')`,
});

/** Nobody waits past the clock of the wait, and nobody is held for a result longer than they wait. */
export const waitsEnd = sqlCheck({
  id: 'waits-end',
  zh: '留观等待到点即止，管控不超过等待时限',
  en: 'waiting for a result ends by its clock, and no hold outlasts the wait that it rests on',
  needs: ['isolation.awaited_results', 'isolation.measures'],
  sql: `
    with waits as materialized (select * from isolation.awaited_results where campaign_id = any($1::uuid[]))
    select tube_id as tube, participant_id::text as person, site_code as place,
           '到点未结束 / is past its end and nobody wrote that down' as note
      from waits where ended_at is null and ends_at < (select clock_timestamp()) - interval '60 seconds'
    union all
    select w.tube_id, w.participant_id::text, w.site_code, '管控超过等待时限 / is held longer than the wait lasts'
      from waits w join isolation.measures m using (measure_id) where m.ends_at > w.ends_at
    union all
    select w.tube_id, w.participant_id::text, w.site_code, '等待已结束而管控未结束 / the wait is over and the hold goes on'
      from waits w join isolation.measures m using (measure_id)
     where w.ended_at < (select clock_timestamp()) - interval '60 seconds' and m.ended_at is null`,
});

/** A verified case owes a report and an investigation, each with a clock, and both are somebody's task until they are done. */
export const verifiedIsOwed = sqlCheck({
  id: 'verified-is-owed',
  zh: '每张复核阳性处置单都有报告和流调的时限与责任人',
  en: 'every verified case has the clocks of its report and its investigation, each owned until it is done',
  needs: ['isolation.cases', 'isolation.case_reports', 'isolation.tasks'],
  sql: `
    with verified as materialized (
      select * from isolation.cases where campaign_id = any($1::uuid[]) and state = 'verified')
    select null as tube, v.participant_id::text as person, v.site_code as place,
           '复核阳性而无报告时限 / is verified and nobody owes a report' as note
      from verified v where not exists (
        select 1 from isolation.case_reports r where r.case_id = v.case_id and r.taken_back_at is null)
    union all
    select o.tube_id, v.participant_id::text, v.site_code, k.kind || ' 无人负责 / is owed and nobody has it'
      from verified v join isolation.case_reports o on o.case_id = v.case_id and o.taken_back_at is null
      cross join lateral (values ('report-case', o.reported_at), ('investigate', o.investigated_at)) as k(kind, done_at)
     where k.done_at is null and not exists (
       select 1 from isolation.tasks t where t.kind = k.kind and t.subject = o.report_id::text and t.state = 'open'
          and t.owner_role <> '')`,
});

export const roomsAndClocks = [oneInARoom, waitsEnd, verifiedIsOwed] as const;
