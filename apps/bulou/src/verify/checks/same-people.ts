import { sqlCheck } from '../check.js';
import { expectedMembers, members } from '../members-sql.js';

/** The laboratory expects exactly the people whom the site sealed in. */
export const samePeople = sqlCheck({
  id: 'same-people',
  zh: '实验室登记的管内人员与采样点封管人员相同',
  en: 'the laboratory expects the very people whom the site sealed in',
  needs: ['batching.tubes', 'batching.open_members', 'lab.expected_tubes'],
  sql: `
    with site as materialized (
      select m.tube_id, m.position, m.kind, m.subject_id, m.site_code
        from ${members} as m join batching.tubes t using (tube_id) where t.sealed_at is not null),
    bench as materialized (select * from ${expectedMembers} as e)
    select tube_id as tube, subject_id::text as person, coalesce(s.site_code, b.site_code) as place,
           case when b.tube_id is null then '在采样点的管中，而实验室没有登记 / is in the tube at the site, and the laboratory does not expect them there'
                else '实验室登记在管中，而采样点没有 / is expected by the laboratory, and not in the tube at the site' end as note
      from site s full join bench b using (tube_id, position, kind, subject_id)
     where s.tube_id is null or b.tube_id is null`,
});
