import { sqlCheck } from '../check.js';
import { members } from '../members-sql.js';

/** Nobody is refused for a second tube, so it is named here; a void tube is none, and a recollection is a second on purpose. */
export const oneTubeARound = sqlCheck({
  id: 'one-tube-a-round',
  zh: '同一人在一轮中只有一根有效试管',
  en: 'nobody is in two living tubes of one round',
  needs: ['batching.tubes', 'batching.open_members', 'batching.round_conflicts'],
  sql: `
    with pair as (
      select min(m.tube_id) as one, max(m.tube_id) as other, m.round_id, m.subject_id, min(m.site_code) as site_code
        from ${members} as m join batching.tubes t using (tube_id)
       where m.kind = 'person' and t.purpose = 'round' and t.state <> 'void'
       group by m.round_id, m.subject_id having count(distinct m.tube_id) > 1)
    select one as tube, subject_id::text as person, site_code as place,
           '同时在试管 ' || other || ' 中 / is in tube ' || other || ' as well' || case when exists (
             select 1 from batching.round_conflicts c where c.round_id = pair.round_id and c.participant_id = pair.subject_id)
             then '' else ', and the directory has not noticed' end as note
      from pair`,
});
