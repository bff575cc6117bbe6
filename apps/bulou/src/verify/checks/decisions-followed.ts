import { sqlCheck } from '../check.js';

// Decision and alert are matched where the later of the two arrives; a minute after that somebody was overlooked.
const overlooked = `interval '60 seconds'`;

/**
 * A decision that a specimen is drawn again, or that the second result stands, leaves nobody without a next step: each is a
 * task, and whoever is drawn again has been called, unless the laboratory took the result back.
 */
export const decisionsFollowed = sqlCheck({
  id: 'decisions-followed',
  zh: '两家实验室结果不一致的裁定都有下一步：重采已通知本人，其余有人负责',
  en: 'every decision on two results that contradict each other has a next step: a person called, a task owned',
  needs: [
    ...['isolation.settled_results', 'isolation.alerts', 'isolation.alert_members', 'isolation.withdrawals'],
    ...['isolation.tasks', 'isolation.call_backs'],
  ],
  sql: `
    with decided as (
      select s.*, a.escalation_id
        from isolation.settled_results s cross join lateral (
          select * from isolation.alerts a where a.tube_id = s.tube_id and a.result_version <= s.result_version
           order by a.result_version desc limit 1) a
       where s.campaign_id = any($1::uuid[]) and s.decision <> 'first-stands'
         and greatest(s.decided_at, a.received_at) < (select clock_timestamp()) - ${overlooked}
         and not exists (select 1 from isolation.withdrawals w
                          where w.tube_id = s.tube_id and w.supersedes >= a.result_version))
    select d.tube_id as tube, null as person, d.site_code as place,
           '已裁定而无人负责下一步 / it was decided, and the next step is nobody’s' as note
      from decided d
     where not exists (select 1 from isolation.tasks t where t.subject = d.referral_id::text
                        and t.kind in ('weigh-redraw', 'correct-result'))
    union all
    select d.tube_id, m.subject_id::text, d.site_code, '裁定重采而未通知本人 / this person is to be drawn again and was not called'
      from decided d join isolation.alert_members m using (escalation_id)
     where d.decision = 'draw-again' and m.subject_kind = 'person'
       and not exists (select 1 from isolation.call_backs c where c.tube_id = d.tube_id
                        and c.participant_id = m.subject_id and c.reason = 'results-differ')`,
});
