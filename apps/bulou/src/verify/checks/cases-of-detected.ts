import { alarmingFindings } from '@lib/vocabulary';
import { sqlCheck } from '../check.js';
import { members } from '../members-sql.js';

/** Cases are the people of alarming tubes: none missing, none more, one for each person of a campaign. */
export const casesOfDetected = sqlCheck({
  id: 'cases',
  zh: '处置单与报警管中的人一一对应，每人一张',
  en: 'cases are exactly the people of alarming tubes, one for each person',
  needs: [
    'batching.tubes',
    'batching.open_members',
    'lab.results',
    'notification.escalations',
    'notification.escalation_members',
    'isolation.cases',
  ],
  values: [alarmingFindings],
  sql: `
    with alarm as materialized (
      select r.tube_id from lab.results r join batching.tubes t using (tube_id)
       where t.campaign_id = any($1::uuid[]) and r.effective and r.finding = any($2::text[])),
    due as materialized (
      select m.campaign_id, m.subject_id as participant_id, min(m.tube_id) as tube_id, min(m.site_code) as site_code
        from ${members} as m where m.kind = 'person' and m.tube_id in (select tube_id from alarm) group by 1, 2),
    named as materialized (
      select distinct e.campaign_id, m.subject_id as participant_id
        from notification.escalations e join notification.escalation_members m using (escalation_id)
       where e.campaign_id = any($1::uuid[])),
    there as materialized (select * from isolation.cases where campaign_id = any($1::uuid[]))
    select d.tube_id as tube, d.participant_id::text as person, d.site_code as place,
           case when c.case_id is null then '在报警管中却没有处置单 / is in an alarming tube and has no case' else '在报警管中而处置单已撤销 / is in an alarming tube and the case is revoked' end as note
      from due d left join there c using (campaign_id, participant_id)
     where c.case_id is null or c.state = 'revoked'
    union all
    select null, c.participant_id::text, c.site_code, '有处置单而从未列入任何警报 / has case ' || c.case_id || ', and no alert ever named this person'
      from there c left join named n using (campaign_id, participant_id) where n.participant_id is null
    union all
    select null, participant_id::text, min(site_code), '同一行动中有多张处置单 / has ' || count(*) || ' cases in one campaign'
      from there group by campaign_id, participant_id having count(*) > 1`,
});
