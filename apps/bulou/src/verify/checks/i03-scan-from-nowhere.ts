import type { Check } from '../check.js';
import { witnessedScans } from '../witnessed-scans.js';

/** What nobody sent, or what was refused, must not be there; neither may a scan that was taken back. */
export const i03: Check = witnessedScans({
  id: 'i03',
  zh: '没有任何扫码是无人发送、被拒绝或已撤销的',
  en: 'no scan is there that nobody sent, that was refused, or that was taken back',
  needs: ['batching.tubes', 'batching.open_members', 'batching.undone_scans'],
  sql: (members) => `
    with sent as materialized (select w.device_id, w.seq, bool_or(b.seq is not null) as is_back
      from witnessed w left join taken_back b
        on b.device_id = w.device_id and b.tube_id = w.tube_id and b.subject_id = w.subject_id and b.seq > w.seq
     where w.outcome in ('ok', 'info') group by 1, 2)
    select m.tube_id as tube, m.subject_id::text as person, m.site_code as place,
           case when s.seq is null then '无人发送过此扫码 / nobody sent a scan of device ' || m.device_id || ' number ' || m.device_seq
                else '扫码已撤销却仍在管中 / the scan was taken back and stands in the tube' end as note
      from ${members} as m left join sent s on s.device_id = m.device_id and s.seq = m.device_seq
     where m.campaign_id in (select campaign_id from seen_campaigns) and (s.seq is null or s.is_back)`,
});
