import { sqlCheck } from '../check.js';

// The loop that asks looks every two seconds; a minute past its time somebody was overlooked.
const overlooked = `interval '60 seconds'`;

/**
 * A detected pool of which every member was cleared by a swab of their own is found and listed; each member owes a
 * second swab, is asked for it when its time has come, and the laboratory is asked to test the tube again.
 */
export const secondSwabsOwed = sqlCheck({
  id: 'second-swabs-owed',
  zh: '混检与单检不一致的管都已列出；每名成员的第二次采样未丢失，到时已通知；实验室已被要求复测',
  en: 'pools at odds with their members’ single tubes are listed; no second swab is forgotten, and each is asked for in time',
  needs: [
    ...['isolation.alerts', 'isolation.alert_members', 'isolation.withdrawals', 'isolation.cases'],
    ...['isolation.discordant_pools', 'isolation.owed_swabs', 'isolation.call_backs', 'isolation.outbox'],
  ],
  sql: `
    with standing as (
      select a.* from isolation.alerts a
       where a.campaign_id = any($1::uuid[]) and a.finding = 'detected' and a.purpose = 'round'
         and not exists (select 1 from isolation.withdrawals w
                          where w.tube_id = a.tube_id and w.supersedes >= a.result_version)
         and (select count(*) > 1 from isolation.alert_members m where m.escalation_id = a.escalation_id)),
    pools as (select * from isolation.discordant_pools where campaign_id = any($1::uuid[]))
    select s.tube_id as tube, null as person, s.site_code as place,
           '全员单检未检出而无人追查 / every member was cleared alone, and nobody asks how that can be' as note
      from standing s
     where not exists (select 1 from pools p where p.escalation_id = s.escalation_id)
       and not exists (
         select 1 from isolation.alert_members m
           left join isolation.cases c on c.campaign_id = s.campaign_id and c.participant_id = m.subject_id
          where m.escalation_id = s.escalation_id
            and (m.subject_kind <> 'person' or c.state is distinct from 'cleared'))
    union all
    select p.tube_id, m.subject_id::text, p.site_code,
           '欠第二次采样而无记录 / the second swab of this member stands nowhere'
      from pools p join isolation.alert_members m using (escalation_id)
     where m.subject_kind = 'person'
       and not exists (select 1 from isolation.owed_swabs o
                        where o.escalation_id = p.escalation_id and o.participant_id = m.subject_id)
    union all
    select o.tube_id, o.participant_id::text, o.site_code,
           '第二次采样已到时而未通知 / the second swab is due and nobody was asked for it'
      from isolation.owed_swabs o
     where o.campaign_id = any($1::uuid[]) and o.state = 'owed' and o.begins_at < (select clock_timestamp()) - ${overlooked}
    union all
    select o.tube_id, o.participant_id::text, o.site_code,
           '已通知第二次采样而无召回 / the second swab was asked for by no call-back'
      from isolation.owed_swabs o
     where o.campaign_id = any($1::uuid[]) and o.state = 'asked'
       and not exists (select 1 from isolation.call_backs c where c.tube_id = o.tube_id
                        and c.participant_id = o.participant_id and c.reason = 'pool-discordant')
    union all
    select p.tube_id, null, p.site_code, '未要求实验室复测 / the laboratory was never asked to test the tube again'
      from pools p
     where not exists (select 1 from isolation.outbox f
                        where f.type = 'isolation.retest-requested.v1' and f.aggregateid = p.tube_id)`,
});
