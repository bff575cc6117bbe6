import { alarmingFindings } from '@lib/vocabulary';
import { sqlCheck } from '../check.js';
import { members } from '../members-sql.js';

/** No escalation stands without a result that calls for it, and none names somebody who is not in the tube. */
export const i14 = sqlCheck({
  id: 'i14',
  zh: '没有无依据的警报，也没有人被误列入警报',
  en: 'no escalation stands without an effective alarming result, and none names a person who is not in the tube',
  needs: [
    'batching.tubes',
    'batching.open_members',
    'lab.results',
    'notification.escalations',
    'notification.escalation_members',
  ],
  values: [alarmingFindings],
  sql: `
    with open_ones as materialized (
      select * from notification.escalations where campaign_id = any($1::uuid[]) and state <> 'revoked'),
    alarm as materialized (
      select tube_id, version, effective from lab.results where finding = any($2::text[])
        and tube_id in (select tube_id from open_ones)),
    inside as materialized (
      select m.tube_id, m.subject_id from ${members} as m where m.tube_id in (select tube_id from open_ones))
    select e.tube_id as tube, null as person, e.site_code as place,
           '警报没有生效结果支持 / the alert of version ' || e.result_version || ' (' || e.finding || ') stands, and no effective result calls for it' as note
      from open_ones e
     where not exists (select 1 from alarm a where a.tube_id = e.tube_id and a.version = e.result_version)
        or not exists (select 1 from alarm a where a.tube_id = e.tube_id and a.effective)
    union all
    select e.tube_id, m.subject_id::text, e.site_code, '列入警报而不在管中 / is named by the alert and is not in the tube'
      from open_ones e join notification.escalation_members m using (escalation_id)
     where not exists (select 1 from inside i where i.tube_id = e.tube_id and i.subject_id = m.subject_id)`,
});
