import { sqlCheck } from '../check.js';

// Two rooms and a relay lie between the decision and the call.
const overlooked = `interval '60 seconds'`;

/** Nobody is called because of a swab too many or a wrong tube unless a second, named person said so; then everybody is. */
export const proposalsApproved = sqlCheck({
  id: 'proposals-approved',
  zh: '多余拭子、错管的召回都经另一人核准；核准的人都已召回',
  en: 'nobody is called back on an unapproved proposal, and everybody whom an approval names is',
  needs: ['batching.binding_reports', 'batching.binding_people', 'isolation.call_backs'],
  sql: `
    with called as (
      select * from isolation.call_backs
       where campaign_id = any($1::uuid[]) and reason in ('unbound-swab', 'wrong-binding')),
    named as (
      select r.*, p.participant_id from batching.binding_reports r join batching.binding_people p using (report_id)
       where r.campaign_id = any($1::uuid[]) and r.state = 'approved' and p.is_called)
    select c.tube_id as tube, c.participant_id::text as person, c.site_code as place,
           '未经核准即召回 / called back because of a proposal that nobody approved' as note
      from called c
     where not exists (select 1 from named n where n.tube_id = c.tube_id and n.kind = c.reason
                        and n.participant_id = c.participant_id)
    union all
    select n.tube_id, n.participant_id::text, n.site_code,
           '已核准而未召回 / an approval names this person and nobody calls them back'
      from named n
     where n.decided_at < (select clock_timestamp()) - ${overlooked}
       and not exists (select 1 from called c where c.tube_id = n.tube_id and c.reason = n.kind
                        and c.participant_id = n.participant_id)
    union all
    select r.tube_id, null, r.site_code, '报告人自行核准 / the report was decided by whoever made it'
      from batching.binding_reports r
     where r.campaign_id = any($1::uuid[]) and r.decided_by = r.reported_by`,
});
