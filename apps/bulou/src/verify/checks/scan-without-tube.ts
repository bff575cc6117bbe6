import { sqlCheck } from '../check.js';
import { members } from '../members-sql.js';

/**
 * A scan that was not taken leaves a swab in somebody's hand: its person must stand in some tube of that round, or, when
 * the tube was never opened and the round is not known, in some tube of the campaign.
 */
export const scanWithoutTube = sqlCheck({
  id: 'scan-without-tube',
  zh: '扫码被拒的人都进了本轮的另一管',
  en: 'whoever was scanned and not taken is in another tube of the round',
  needs: ['batching.tubes', 'batching.open_members', 'batching.journal_exceptions'],
  sql: `
    with m as materialized (select campaign_id, round_id, subject_id from ${members} as m)
    select e.tube_id as tube, e.subject_id::text as person, e.site_code as place,
           '已扫码而不在任何一管中（' || min(e.reason) || '） / scanned person without a tube: ' || min(e.reason) as note
      from batching.journal_exceptions e
      left join batching.tubes t on t.tube_id = e.tube_id and t.campaign_id = e.campaign_id
     where e.campaign_id = any($1::uuid[]) and e.kind = 'scan' and e.outcome in ('refused', 'conflict')
       and e.subject_id is not null
       and not exists (
         select 1 from m where m.subject_id = e.subject_id and m.campaign_id = e.campaign_id
            and (t.round_id is null or m.round_id = t.round_id))
     group by e.tube_id, e.subject_id, e.site_code`,
});
