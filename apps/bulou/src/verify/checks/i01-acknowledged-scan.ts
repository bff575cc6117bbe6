import type { Check } from '../check.js';
import { witnessedScans } from '../witnessed-scans.js';

/** A scan that a device was told is recorded stands in its tube, unless its own device took it back. */
export const i01: Check = witnessedScans({
  id: 'i01',
  zh: '每一次已确认的扫码都在管中',
  en: 'every acknowledged scan is in its tube',
  needs: ['batching.tubes', 'batching.open_members', 'batching.undone_scans'],
  sql: (members) => `
    with held as materialized (select device_id, device_seq from ${members} as m)
    select w.tube_id as tube, w.subject_id::text as person, t.site_code as place,
           '设备已得到确认，而记录不在 / device ' || w.device_id || ' was told that its number ' || w.seq || ' is recorded, and it is nowhere' as note
      from witnessed w left join batching.tubes t on t.tube_id = w.tube_id
     where w.outcome = 'ok'
       and not exists (select 1 from held h where h.device_id = w.device_id and h.device_seq = w.seq)
       and not exists (select 1 from taken_back b
             where b.device_id = w.device_id and b.tube_id = w.tube_id and b.subject_id = w.subject_id and b.seq > w.seq)`,
});
