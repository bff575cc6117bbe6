import { sqlCheck } from '../check.js';

/** A tube travels in one box; the box is there, of the same site and campaign, and counted right at its hand-over. */
export const i09 = sqlCheck({
  id: 'i09',
  zh: '一管只在一箱，箱内管数与交接时清点相符',
  en: 'a tube is in one box only, and every box holds as many as were counted',
  needs: ['batching.tubes', 'batching.batches', 'batching.outbox'],
  sql: `
    with tube as (select * from batching.tubes where campaign_id = any($1::uuid[])),
    told as (
      select o.aggregateid as batch_id, o.payload ->> 'siteCode' as site_code, listed.tube ->> 'tubeId' as tube_id
        from batching.outbox o cross join lateral jsonb_array_elements(o.payload -> 'tubes') as listed(tube)
       where o.type = 'batching.batch-handed-over.v1' and o.payload ->> 'campaignId' = any($1::text[]))
    select tube_id as tube, min(site_code) as place, '在多个箱中交出 / was handed over in ' || count(distinct batch_id) || ' boxes' as note
      from told group by tube_id having count(distinct batch_id) > 1
    union all
    select t.tube_id, t.site_code, case
             when b.batch_id is null then '所在的箱不存在 / lies in a box that does not exist'
             when b.site_code <> t.site_code or b.campaign_id <> t.campaign_id then '在别的采样点或行动的箱中 / lies in a box of another site or campaign'
             else '管与箱的状态不符 / is ' || t.state || ', its box ' || b.box_code || ' is ' || b.state end
      from tube t left join batching.batches b using (batch_id)
     where t.batch_id is not null
       and (b.batch_id is null or b.site_code <> t.site_code or b.campaign_id <> t.campaign_id
         or (t.state = 'handed') <> (b.state = 'handed-over'))
    union all
    select null, b.site_code, '箱内管数与清点不符 / box ' || b.box_code || ' was counted as ' || coalesce(b.tubes_counted, 0) || ' and holds ' || count(t.tube_id)
      from batching.batches b left join tube t using (batch_id)
     where b.campaign_id = any($1::uuid[]) and b.state = 'handed-over'
     group by b.batch_id having count(t.tube_id) <> b.tubes_counted`,
});
