import type { Check } from '../check.js';
import { witnessedScans } from '../witnessed-scans.js';

/** The person behind an acknowledged scan is the person who was sent, in the tube that was sent. */
export const i04: Check = witnessedScans({
  id: 'i04',
  zh: '每一次扫码仍是当初确认的人和管，没有人被调换',
  en: 'every scan still is the person and the tube that were acknowledged; nobody was swapped',
  needs: ['batching.tubes', 'batching.open_members', 'batching.undone_scans'],
  sql: (members) => `
    select w.tube_id as tube, w.subject_id::text as person, m.site_code as place,
           '与当初确认的人或管不同 / sent as this person in this tube, stored as person ' || m.subject_id || ' in tube ' || m.tube_id as note
      from witnessed w join ${members} as m on m.device_id = w.device_id and m.device_seq = w.seq
     where w.outcome = 'ok' and (w.tube_id, w.subject_id) is distinct from (m.tube_id, m.subject_id)`,
});
