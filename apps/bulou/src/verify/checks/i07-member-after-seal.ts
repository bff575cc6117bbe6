import { sqlCheck } from '../check.js';
import { members } from '../members-sql.js';

/** By the device's own numbers, not by anybody's clock: a late scan of an offline phone is no late member. */
export const i07 = sqlCheck({
  id: 'i07',
  zh: '封管之后无人再进入该管（按设备序号）',
  en: 'nobody enters a tube after its sealing, by the numbers of the device',
  needs: ['batching.tubes', 'batching.open_members'],
  sql: `
    select m.tube_id as tube, m.subject_id::text as person, m.site_code as place,
           '封管之后才进入 / scanned as number ' || m.device_seq || ', sealed as number ' || t.sealed_device_seq as note
      from ${members} as m join batching.tubes t using (tube_id)
     where t.sealed_device_id = m.device_id and m.device_seq > t.sealed_device_seq`,
});
