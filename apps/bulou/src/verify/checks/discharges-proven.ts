import { sqlCheck } from '../check.js';

// A swab is proposed on in the transaction that brought it; what is a minute old was overlooked.
const overlooked = `interval '60 seconds'`;
// The threshold and the hours of the ninth plan hold where a decree names none (domain R42).
const rule = `rule as materialized (
  select asked.campaign_id, coalesce(c.time_scale, 1) as time_scale,
         coalesce(min((d.it ->> 'ctMin')::float8), 35) as ct_min,
         coalesce(min((d.it ->> 'hoursApartMin')::float8), 24) as hours_min,
         coalesce(max((d.it ->> 'hoursApartMin')::float8), 24) as hours_max
    from unnest($1::uuid[]) as asked(campaign_id)
    left join isolation.campaigns c using (campaign_id)
    left join isolation.campaign_policies p using (campaign_id)
    left join lateral jsonb_path_query(p.policy, '$.**.discharge') as d(it) on true
   group by asked.campaign_id, c.time_scale)`;

/** Whoever was let go as clear was: by a doctor, on released swabs of their own, so far apart as the decree wants. */
export const dischargesProven = sqlCheck({
  id: 'discharges-proven',
  zh: '每次出院都有署名，依据本人间隔足够、已发布的两次以上达标结果',
  en: 'every discharge is signed and rests on released swabs of that very person, clear and far enough apart',
  needs: [
    ...['isolation.discharges', 'isolation.measures', 'isolation.recollection_tubes', 'isolation.campaigns'],
    ...['isolation.campaign_policies', 'lab.results'],
  ],
  sql: `
    with ${rule},
    acts as materialized (select * from isolation.discharges where campaign_id = any($1::uuid[])),
    named as materialized (
      select a.measure_id, s ->> 'tubeId' as tube_id, (s ->> 'resultVersion')::int as version, t.sealed_at,
             coalesce((s ->> 'ctN')::float8 >= r.ct_min, true) and coalesce((s ->> 'ctOrf1ab')::float8 >= r.ct_min, true) as is_clear
        from acts a join rule r using (campaign_id) cross join jsonb_array_elements(a.swabs) s
        left join isolation.recollection_tubes t on t.tube_id = s ->> 'tubeId' and t.participant_id = a.participant_id),
    runs as (
      select n.measure_id, count(*) as swabs, max(n.sealed_at) - min(n.sealed_at) as apart
        from named n
       where n.sealed_at > all (select u.sealed_at from named u where u.measure_id = n.measure_id and not u.is_clear)
       group by n.measure_id)
    select null as tube, m.participant_id::text as person, m.site_code as place,
           '出院无人署名 / was discharged, and nobody signed for it' as note
      from isolation.measures m
     where m.campaign_id = any($1::uuid[]) and m.ended_because = 'discharged' and not exists (
       select 1 from acts a where a.campaign_id = m.campaign_id and a.participant_id = m.participant_id
          and a.discharged_at = m.ended_at and a.discharged_by = m.ended_by)
    union all
    select n.tube_id, a.participant_id::text, null, '不是本人已发布的结果 / is not a released result of this person'
      from acts a join named n using (measure_id)
     where n.sealed_at is null or not exists (
       select 1 from lab.results r where r.tube_id = n.tube_id and r.version = n.version and r.released_at is not null)
    union all
    select null, a.participant_id::text, null, '次数、阈值或间隔不足 / too few clear swabs, or too close together'
      from acts a join rule r using (campaign_id) left join runs s using (measure_id)
     where coalesce(s.swabs, 0) < 2 or s.apart * r.time_scale < make_interval(secs => 3600 * r.hours_min)`,
});

/** Whoever was brought in as infected is kept on a basis, with an end; and whoever may be clear has a doctor who looks. */
export const infectedAreSeenTo = sqlCheck({
  id: 'infected-are-seen-to',
  zh: '送达的感染者按政策包有措施、期限和救济；可能达标者有医生待办或已研判',
  en: 'whoever arrived as infected has a measure where the pack names one; whoever may be clear has a doctor to look',
  needs: [
    ...['isolation.transfers', 'isolation.measures', 'isolation.cases', 'isolation.campaign_policies'],
    ...['isolation.campaigns', 'isolation.recollection_tubes', 'isolation.call_backs', 'isolation.tasks'],
  ],
  sql: `
    with ${rule},
    kept as materialized (
      select m.*, r.time_scale, r.hours_max from isolation.measures m join rule r using (campaign_id)
       where m.kind = 'isolation' and m.category = 'infected' and m.basis_kind = 'own-result-chain'
         and m.ended_at is null and m.starts_at <= (select clock_timestamp()) and m.ends_at > (select clock_timestamp())),
    swabs as materialized (
      select k.measure_id, t.sealed_at, t.finding, t.result_version, t.recorded_at
        from kept k join isolation.recollection_tubes t using (campaign_id, participant_id)
       where t.sealed_at >= k.counted_from and t.finding is not null and t.finding <> 'invalid' and not coalesce(t.is_cancelled, false)
         and not exists (select 1 from isolation.call_backs b where b.tube_id = t.tube_id
                          and b.participant_id = k.participant_id and b.reason = 'wrong-binding')),
    clear as (
      select s.measure_id, max(s.sealed_at) - min(s.sealed_at) as apart, max(s.recorded_at) as told_at
        from swabs s
       where s.sealed_at > all (select o.sealed_at from swabs o where o.measure_id = s.measure_id and o.finding <> 'not-detected')
       group by s.measure_id having count(*) >= 2)
    select null as tube, t.participant_id::text as person, t.site_code as place,
           '已送达而无隔离措施 / has arrived as infected, and no measure says until when' as note
      from isolation.transfers t
      join isolation.measures m on m.measure_id = t.measure_id and m.category = 'infected'
      join isolation.cases c on c.case_id = t.case_id and c.state = 'verified'
      join isolation.campaign_policies p on p.campaign_id = t.campaign_id and p.version = m.policy_version
     where t.campaign_id = any($1::uuid[]) and t.state = 'arrived' and p.policy #>> '{measures,packId}' = m.policy_pack_id
       and p.policy #> '{measures,rules,categories,infected}' is not null
       and not exists (select 1 from isolation.measures i where i.campaign_id = t.campaign_id
                        and i.participant_id = t.participant_id and i.kind = 'isolation' and i.category = 'infected')
    union all
    select null, k.participant_id::text, k.site_code, '可能达标而无人研判 / may be clear, and nobody is to look'
      from kept k join clear e using (measure_id)
     where e.apart * k.time_scale >= make_interval(secs => 3600 * k.hours_max)
       and greatest(e.told_at, k.recorded_at) < (select clock_timestamp()) - ${overlooked}
       and not exists (
         select 1 from isolation.tasks t where t.kind = 'decide-discharge' and t.subject = k.measure_id::text
            and (t.state = 'open' or t.sequence >= (select sum(result_version) from swabs s where s.measure_id = k.measure_id)))`,
});
