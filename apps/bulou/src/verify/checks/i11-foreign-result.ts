import { sqlCheck } from '../check.js';

/** A result stands only for a tube that a site sealed, that was sent to this laboratory and that arrived there. */
export const i11 = sqlCheck({
  id: 'i11',
  zh: '结果只属于本实验室已收到的管',
  en: 'a result stands only for a tube that its own laboratory has received',
  needs: ['batching.tubes', 'batching.batches', 'lab.lab_tubes', 'lab.results', 'lab.custody_entries'],
  sql: `
    select r.tube_id as tube, r.lab_code as place, '结果来路不明 / result version ' || r.version || ': ' || case
             when t.tube_id is null then 'no site ever opened this tube'
             when t.sealed_at is null then 'the tube was never sealed'
             when b.lab_code is distinct from r.lab_code then 'the tube was sent to ' || coalesce(b.lab_code, 'nobody') || ', not to ' || r.lab_code
             else r.lab_code || ' never received the tube' end as note
      from lab.results r
      left join batching.tubes t using (tube_id)
      left join batching.batches b using (batch_id)
      left join lab.lab_tubes l using (tube_id)
      left join (select tube_id, place from lab.custody_entries where step = 'received' group by 1, 2) as arrived
        on arrived.tube_id = r.tube_id and arrived.place = r.lab_code
     where (t.campaign_id = any($1::uuid[]) or t.tube_id is null)
       and (t.tube_id is null or t.sealed_at is null or b.lab_code is distinct from r.lab_code
         or l.received_at is null or arrived.tube_id is null)`,
});
