import { sqlCheck } from '../check.js';
import { members } from '../members-sql.js';

/** Somebody is in a tube once, and a number of a device stands for one scan. */
export const i02 = sqlCheck({
  id: 'i02',
  zh: '同一人在一管中只有一次，同一设备序号只有一次扫码',
  en: 'nobody is in a tube twice, and no device number stands for two scans',
  needs: ['batching.tubes', 'batching.open_members', 'batching.undone_scans'],
  sql: `
    with m as materialized (select * from ${members} as m)
    select tube_id as tube, subject_id::text as person, min(site_code) as place,
           '在本管中出现多次 / is ' || count(*) || ' times in this tube' as note
      from m group by tube_id, subject_id having count(*) > 1
    union all
    select min(tube_id), min(subject_id::text), min(site_code),
           '同一设备序号对应多次扫码 / number ' || device_seq || ' of device ' || device_id || ' stands for ' || count(*) || ' scans'
      from (select tube_id, subject_id, site_code, device_id, device_seq from m
            union all
            select u.tube_id, u.subject_id, t.site_code, u.device_id, u.device_seq
              from batching.undone_scans u join batching.tubes t using (tube_id)
             where t.campaign_id = any($1::uuid[])) as scans
     group by device_id, device_seq having count(*) > 1`,
});
