import { sqlCheck } from '../check.js';

/** Every row that was read of a laboratory's file is there with an outcome, a reason where it was not taken, and its result. */
export const i10 = sqlCheck({
  id: 'i10',
  zh: '实验室文件的每一行都有去向：接受、暂扣、拒绝（附原因）或重复',
  en: 'every row of a laboratory’s file is accounted for: accepted, held, rejected with a reason, or duplicate',
  needs: ['batching.tubes', 'lab.uploads', 'lab.upload_rows', 'lab.results'],
  sql: `
    with tube as materialized (select tube_id, site_code from batching.tubes where campaign_id = any($1::uuid[])),
    named as (
      select upload_id from lab.upload_rows where tube_id in (select tube_id from tube)
      union select upload_id from lab.results where tube_id in (select tube_id from tube)),
    file as materialized (select * from lab.uploads where id in (select upload_id from named)),
    kept as materialized (select * from lab.upload_rows where upload_id in (select id from file))
    select null as tube, f.lab_code as place,
           '文件行数缺失 / upload ' || f.id || ': ' || f.rows_read || ' rows read, ' || count(k.row) || ' kept' as note
      from file f left join kept k on k.upload_id = f.id
     group by f.id, f.lab_code, f.rows_read having count(k.row) <> f.rows_read
    union all
    select r.tube_id, r.lab_code, '结果所依据的文件行不见了 / result version ' || r.version || ' rests on row ' || r.row || ' of upload ' || r.upload_id || ', which is gone'
      from lab.results r left join kept k on k.upload_id = r.upload_id and k.row = r.row
     where r.tube_id in (select tube_id from tube) and k.row is null
    union all
    select k.tube_id, k.lab_code, '该行未接受且没有原因 / row ' || k.row || ' of upload ' || k.upload_id || ' is ' || k.outcome || ' without a reason'
      from kept k where k.outcome in ('held', 'rejected') and k.code is null
    union all
    select k.tube_id, k.lab_code, '该行已接受而没有结果 / row ' || k.row || ' of upload ' || k.upload_id || ' was accepted and there is no result of it'
      from kept k
     where k.outcome = 'accepted' and not exists (
       select 1 from lab.results r where r.tube_id = k.tube_id
          and ((r.upload_id = k.upload_id and r.row = k.row) or r.confirmed_by_upload_id = k.upload_id))
       and not exists (select 1 from lab.referrals f where f.upload_id = k.upload_id and f.row = k.row)`,
});
