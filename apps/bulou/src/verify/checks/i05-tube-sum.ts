import { sqlCheck } from '../check.js';
import { members } from '../members-sql.js';

/** A tube holds as many as it says, no more than it can, at positions 1 to n. */
export const i05 = sqlCheck({
  id: 'i05',
  zh: '管内人数与记录一致、不超容量、位置连续',
  en: 'a tube holds as many as it says, no more than it can, at positions without gap',
  needs: ['batching.tubes', 'batching.open_members'],
  sql: `
    with inside as (
      select tube_id, count(*) as n, max(position) as highest, count(distinct position) as places
        from ${members} as m group by tube_id)
    select t.tube_id as tube, t.site_code as place,
           '记录人数与管内不符 / says ' || t.specimens || ' of ' || t.capacity || ', holds ' || coalesce(i.n, 0)
             || ' at ' || coalesce(i.places, 0) || ' positions up to ' || coalesce(i.highest, 0) as note
      from batching.tubes t left join inside i using (tube_id)
     where t.campaign_id = any($1::uuid[])
       and (t.specimens <> coalesce(i.n, 0) or t.specimens > t.capacity
         or (t.sealed_at is not null and t.specimens = 0)
         or (t.state <> 'opened' and (coalesce(i.highest, 0) <> t.specimens or coalesce(i.places, 0) <> t.specimens)))`,
});
