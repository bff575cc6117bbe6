import { alarmingFindings } from '@lib/vocabulary';
import { sqlCheck } from '../check.js';
import { members } from '../members-sql.js';
import { zhOf } from '../words-sql.js';

/** Each member of each tube whose effective result raises an alarm stands exactly once in the escalation of that result. */
export const i13 = sqlCheck({
  id: 'i13',
  zh: '报警管中的每一个人都恰好有一条警报',
  en: 'everybody in a tube with an alarming result is in exactly one escalation of that result',
  needs: [
    'batching.tubes',
    'batching.open_members',
    'lab.results',
    'notification.escalations',
    'notification.escalation_members',
  ],
  values: [alarmingFindings],
  sql: `
    with alarm as materialized (
      select r.tube_id, r.version, r.finding from lab.results r join batching.tubes t using (tube_id)
       where t.campaign_id = any($1::uuid[]) and r.effective and r.finding = any($2::text[])),
    inside as materialized (select m.* from ${members} as m where m.tube_id in (select tube_id from alarm)),
    counted as (
      select a.tube_id, a.version, a.finding, i.subject_id, i.site_code,
             count(e.escalation_id) as alerts, bool_or(e.state = 'revoked') as is_revoked
        from alarm a join inside i using (tube_id)
        left join (select e.tube_id, e.result_version, e.escalation_id, e.state, m.subject_id
                     from notification.escalations e join notification.escalation_members m using (escalation_id)) as e
          on e.tube_id = a.tube_id and e.result_version = a.version and e.subject_id = i.subject_id
       group by 1, 2, 3, 4, 5)
    select tube_id as tube, subject_id::text as person, site_code as place, case
             when alerts = 0 then '该管' || ${zhOf('finding')} || '，而无人得知此人 / the tube is ' || finding || ' (version ' || version || ') and nobody was told of this person'
             when is_revoked then '结果有效而警报已撤销 / the result stands and its escalation is revoked'
             else '同一结果有多条警报 / has ' || alerts || ' escalations for one result' end as note
      from counted where alerts <> 1 or is_revoked`,
});
