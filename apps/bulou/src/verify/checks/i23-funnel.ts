import { alarmingFindings } from '@lib/vocabulary';
import { type Check, sqlCheck } from '../check.js';
import { members } from '../members-sql.js';

/** Everything a tube is on the wall, counted anew from the tables of the rooms that know it first-hand. */
const recount = `
  tube as materialized (select * from batching.tubes where campaign_id = any($1::uuid[]) and state <> 'opened'),
  people as (
    select tube_id, count(*) filter (where kind = 'person') as persons from ${members} as m group by tube_id),
  told as materialized (
    select distinct on (tube_id) tube_id, status, finding from lab.results
     where released_at is not null and tube_id in (select tube_id from tube) order by tube_id, version desc),
  found as materialized (
    select tube_id, bool_or(effective and finding = any($2::text[])) as is_alarm from lab.results
     where tube_id in (select tube_id from tube) group by tube_id),
  refused as (
    select tube_id, min(reason) as reason from lab.bench_acts where kind = 'rejected' and state in ('applied', 'told') group by tube_id),
  counted as (select distinct batch_id from lab.arrivals where told_at is not null),
  stood as materialized (
    select t.tube_id, t.campaign_id, t.round_id, t.purpose, t.site_code, coalesce(p.persons, 0) as persons,
           t.sealed_at is not null as sealed, t.state = 'handed' as handed,
           l.received_at is not null or f.tube_id is not null as received, f.tube_id is not null as resulted,
           o.tube_id is not null and o.status <> 'cancelled' as released,
           case
             when t.state = 'void' then t.void_reason
             when l.state = 'rejected' then coalesce(r.reason, 'rejected')
             when l.state = 'lost' then 'lost'
             when f.is_alarm then 'alarm'
             when o.status = 'cancelled' then 'cancelled'
             when o.finding = 'invalid' then 'invalid'
             when o.tube_id is not null then 'answered'
             when f.tube_id is not null then 'awaiting-release'
             when l.received_at is not null then 'at-lab'
             when c.batch_id is not null then 'missing'
             when t.state = 'handed' then 'on-the-way'
             else 'at-site' end as place
      from tube t
      left join people p using (tube_id) left join lab.lab_tubes l using (tube_id) left join told o using (tube_id)
      left join found f using (tube_id) left join refused r using (tube_id) left join counted c on c.batch_id = t.batch_id)`;

const needs = [
  'batching.tubes',
  'batching.open_members',
  'lab.results',
  'lab.lab_tubes',
  'lab.bench_acts',
  'lab.arrivals',
  'command_centre.funnel_counts',
  'command_centre.tubes',
];

const numbers: Check = sqlCheck({
  id: 'i23',
  zh: '指挥大屏的人份、管数与各系统重新清点一致',
  en: 'the numbers on the wall are what a recount of the rooms gives',
  needs,
  values: [alarmingFindings],
  sql: `
    with ${recount},
    ours as (
      select campaign_id, round_id, purpose, 'place' as kind, place as name, persons from stood
      union all
      select campaign_id, round_id, purpose, 'stage', stage.name, persons
        from stood cross join lateral (values ('sampled', true), ('sealed', sealed), ('handed', handed), ('received', received),
          ('resulted', resulted), ('released', released)) as stage(name, is_reached) where stage.is_reached),
    summed as (
      select campaign_id, round_id, purpose, kind, name, sum(persons) as persons, count(*) as tubes from ours group by 1, 2, 3, 4, 5),
    wall as (
      select * from command_centre.funnel_counts
       where campaign_id = any($1::uuid[]) and name <> 'unannounced' and (persons <> 0 or tubes <> 0))
    select null as tube, 'round ' || round_id as place,
           '大屏数字与清点不符 / the wall says ' || coalesce(w.persons, 0) || ' 人份 persons, ' || coalesce(w.tubes, 0) || ' 管 tubes for "' || name || '" (' || purpose
             || '); the rooms hold ' || coalesce(s.persons, 0) || ' and ' || coalesce(s.tubes, 0) as note
      from summed s full join wall w using (campaign_id, round_id, purpose, kind, name)
     where coalesce(s.persons, 0) <> coalesce(w.persons, 0) or coalesce(s.tubes, 0) <> coalesce(w.tubes, 0)
    union all
    select s.tube_id, s.site_code, '大屏上的位置与实际不符 / stands on the wall as ' || coalesce(w.place, 'nothing') || ', and in the rooms as ' || s.place
      from stood s left join command_centre.tubes w using (tube_id)
     where w.place is distinct from s.place`,
});

const people: Check = sqlCheck({
  id: 'i23-people',
  zh: '指挥大屏的处置单与单采复核单与各系统一致',
  en: 'the cases and recollections on the wall are those of the rooms',
  needs: [
    'isolation.cases',
    'registration.recollection_orders',
    'command_centre.cases',
    'command_centre.case_tubes',
    'command_centre.recollections',
  ],
  sql: `
    with ours as (select * from isolation.cases where campaign_id = any($1::uuid[])),
    wall as (
      select *, case when revoked_at is not null then 'revoked' when verified_at is not null then 'verified'
                     when cleared_at is not null then 'cleared' else 'open' end as stands
        from command_centre.cases where campaign_id = any($1::uuid[])),
    orders as (select * from registration.recollection_orders where campaign_id = any($1::uuid[])),
    listed as (select * from command_centre.recollections where campaign_id = any($1::uuid[]))
    select (select min(l.tube_id) from command_centre.case_tubes l where l.case_id = coalesce(o.case_id, w.case_id) and l.is_origin) as tube,
           o.participant_id::text as person, o.site_code as place,
           '处置单与大屏不符 / case ' || case_id || ' is ' || coalesce(o.state, 'nowhere') || ' in isolation, and on the wall ' || coalesce(w.stands, 'nowhere') as note
      from ours o full join wall w using (case_id)
     where o.case_id is null or w.case_id is null or (o.state = 'open') <> (w.stands = 'open')
    union all
    select coalesce(o.cause_tube_id, l.cause_tube_id), o.participant_id::text, o.site_code,
           '单采复核单与大屏不符 / recollection ' || order_id || case when l.order_id is null then ' is not on the wall' else ' is on the wall and on no list' end
      from orders o full join listed l using (order_id)
     where o.order_id is null or l.order_id is null`,
});

/** A recount, tube by tube and number by number: every wall that shows another number is wrong. */
export const wallIsRight: readonly Check[] = [numbers, people];
