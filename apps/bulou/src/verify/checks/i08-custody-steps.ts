import { tubeStates } from '@lib/vocabulary';
import { sqlCheck } from '../check.js';

const legalSteps = [
  `('-', 'opened')`,
  ...Object.entries(tubeStates).flatMap(([from, { next }]) => next.map((to) => `('${from}', '${to}')`)),
].join(', ');

/** Custody numbers run without gap over both rooms, each step is legal by the one table, the last is where the tube stands. */
export const i08 = sqlCheck({
  id: 'i08',
  zh: '每管的交接记录编号连续、步骤合法，末步即当前状态',
  en: 'the custody of every tube has no gap and no illegal step, and ends where the tube stands',
  needs: ['batching.tubes', 'batching.custody_entries', 'lab.lab_tubes', 'lab.custody_entries'],
  sql: `
    with tube as materialized (select * from batching.tubes where campaign_id = any($1::uuid[])),
    chain as materialized (
      select tube_id, seq, step, place, 'site' as room from batching.custody_entries where tube_id in (select tube_id from tube)
      union all
      select tube_id, seq, step, place, 'laboratory' from lab.custody_entries where tube_id in (select tube_id from tube)),
    linked as materialized (
      select *, lag(seq) over w as seq_before, lag(step) over w as step_before, lead(seq) over w is null as is_last
        from chain window w as (partition by tube_id order by seq, room desc)),
    legal(step_before, step) as (values ${legalSteps})
    select tube_id as tube, place,
           '交接记录缺号或步骤不合法 / link ' || seq || ' (' || step || ') follows link ' || coalesce(seq_before::text, '-') || ' (' || coalesce(step_before, '-') || ')' as note
      from linked l
     where seq <> coalesce(seq_before, 0) + 1
        or not exists (select 1 from legal g where g.step_before = coalesce(l.step_before, '-') and g.step = l.step)
    union all
    select t.tube_id, coalesce(l.place, t.site_code),
           case when l.tube_id is null then '没有任何交接记录 / has no custody at all'
                else '当前状态与末条交接记录不符 / stands as ' || there.state || ', its custody ends with ' || l.step || ' (link ' || l.seq || ')' end
      from tube t
      left join linked l on l.tube_id = t.tube_id and l.is_last
      left join lab.lab_tubes b on b.tube_id = t.tube_id
      cross join lateral (select case when coalesce(b.state, 'expected') = 'expected' then t.state else b.state end as state) as there
     where l.tube_id is null or l.step <> there.state`,
});
