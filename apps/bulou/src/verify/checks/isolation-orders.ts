import { sqlCheck } from '../check.js';

/**
 * What is owed to a person in isolation, looked at from outside: somebody answers for them or is being sought, each day
 * has its calls, and nobody looks after more people than the policy lets (orders 64–66).
 */

// Orders follow in the same transaction and workers look every second; what is a minute old was overlooked.
const overlooked = `interval '60 seconds'`;
const orders = `orders as materialized (
  select o.*, coalesce(k.time_scale, 1) as time_scale
    from isolation.isolation_orders o left join isolation.campaigns k using (campaign_id)
   where o.campaign_id = any($1::uuid[]))`;
const named = `participant_id::text as person, site_code as place`;

const ordersHaveCarers = sqlCheck({
  id: 'orders-have-carers',
  zh: '每名隔离人员都有隔离单，并有干部和医生包保，或有具名的缺口任务',
  en: 'everybody in isolation has an order, and a cadre and a doctor, or a task of somebody to find them',
  needs: [
    ...['isolation.isolation_orders', 'isolation.order_stages', 'isolation.order_assignments', 'isolation.tasks'],
    ...['isolation.measures', 'isolation.campaigns'],
  ],
  sql: `
    with ${orders}
    select ${named}, '无人包保，也无缺口任务：' || r.role || ' / nobody in this role, and nobody is to find one' as note
      from orders o cross join (values ('community-cadre'), ('doctor')) as r(role)
     where o.ended_at is null and o.ends_at > (select clock_timestamp()) and o.opened_at < (select clock_timestamp()) - ${overlooked}
       and not exists (select 1 from isolation.order_assignments a
                        where a.order_id = o.order_id and a.role = r.role and a.state in ('proposed', 'accepted'))
       and not exists (select 1 from isolation.tasks t
                        where t.kind = 'assign-carer' and t.subject = o.order_id || ':' || r.role and t.state = 'open')
    union all
    select ${named}, '隔离措施没有隔离单 / isolated, and nothing is owed to them'
      from isolation.measures m
     where m.campaign_id = any($1::uuid[]) and m.kind = 'isolation' and m.ended_at is null
       and m.ends_at > (select clock_timestamp()) and m.recorded_at < (select clock_timestamp()) - ${overlooked}
       and not exists (select 1 from isolation.order_stages s where s.measure_id = m.measure_id)`,
});

// A day wholly inside a stage, in Shanghai; a drill that runs faster has days of its own, which its room alone can tell.
const wholeDays = `
  select o.order_id, o.participant_id, o.site_code, day
    from orders o
    join isolation.order_stages s using (order_id)
    join isolation.measures m using (measure_id)
    cross join lateral generate_series(
      date_trunc('day', s.starts_at at time zone 'Asia/Shanghai') + interval '1 day',
      date_trunc('day', coalesce(m.ended_at, m.ends_at) at time zone 'Asia/Shanghai') - interval '1 day',
      interval '1 day') as day
   where o.time_scale = 1`;

const ordersHaveCalls = sqlCheck({
  id: 'orders-have-calls',
  zh: '隔离期内每天两次随访、两次体温，到点的都已开出任务或记为漏访',
  en: 'each day of isolation has two calls and two temperatures, and whatever is due was asked for or called missed',
  needs: [
    ...['isolation.isolation_orders', 'isolation.order_stages', 'isolation.order_checks', 'isolation.measures'],
    'isolation.campaigns',
  ],
  sql: `
    with ${orders}, days as (${wholeDays})
    select ${named}, to_char(day, 'YYYY-MM-DD') || '：' || kind || ' 不足两次 / fewer than two on this day' as note
      from days cross join (values ('call'), ('temperature')) as k(kind)
     where (select count(*) from isolation.order_checks c
             where c.order_id = days.order_id and c.kind = k.kind and c.state <> 'cancelled'
               and date_trunc('day', c.begins_at at time zone 'Asia/Shanghai') = days.day) < 2
    union all
    select ${named}, c.kind || ' 已到时未开出任务，或已过时未记 / begun and not asked for, or past due and not called missed'
      from orders o join isolation.order_checks c using (order_id)
     where o.ended_at is null and c.state = 'due'
       and ((c.opened_at is null and c.begins_at < (select clock_timestamp()) - ${overlooked})
         or (c.captured_at is null and c.due_at < (select clock_timestamp()) - ${overlooked}))
    union all
    select ${named}, '已结束，仍在随访 / over, and somebody is still to call'
      from orders o join isolation.order_checks c using (order_id)
     where o.ended_at is not null and c.state = 'due' and c.captured_at is null`,
});

const caseloadsWithinCap = sqlCheck({
  id: 'caseloads-within-cap',
  zh: '没有人包保的人数超过上限',
  en: 'nobody looks after more people than the policy lets',
  needs: [
    'isolation.isolation_orders',
    'isolation.order_assignments',
    'isolation.campaign_policies',
    'isolation.campaigns',
  ],
  sql: `
    with ${orders},
    caps as (
      select distinct on (campaign_id) campaign_id, policy -> 'caseloadMax' as cap
        from isolation.campaign_policies where campaign_id = any($1::uuid[]) order by campaign_id, version desc),
    loads as (
      select a.person, a.role, count(distinct a.order_id) as n, min(o.site_code) as site_code,
             max(coalesce((c.cap ->> a.role)::int, case a.role when 'doctor' then 60 else 20 end)) as cap
        from isolation.order_assignments a join orders o using (order_id) left join caps c on c.campaign_id = o.campaign_id
       where a.state in ('proposed', 'accepted') group by a.person, a.role)
    select person, site_code as place, role || '：' || n || ' > ' || cap || ' / more people than the policy lets' as note
      from loads where n > cap`,
});

export const isolationOrders = [ordersHaveCarers, ordersHaveCalls, caseloadsWithinCap] as const;
