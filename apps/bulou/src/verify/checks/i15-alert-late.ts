import { alarmingFindings } from '@lib/vocabulary';
import { sqlCheck } from '../check.js';

/** 60 s from landing to the machine's acknowledgement (settled 7). Both times are of the one database clock. */
const receivedSecondsMax = 60;

/** Every alarm is received within a minute of the landing of its row, released or not. */
export const i15 = sqlCheck({
  id: 'i15',
  zh: '报警结果入库后 60 秒内系统已接收',
  en: 'every alarm is received within 60 s of the landing of its result',
  needs: ['batching.tubes', 'lab.results', 'notification.escalations'],
  values: [alarmingFindings],
  sql: `
    select r.tube_id as tube, t.site_code as place, case
             when e.received_at is null then '报警结果入库后仍未被接收 / landed ' || round(extract(epoch from clock_timestamp() - r.recorded_at)) || ' s ago and is not received'
             else '警报接收过迟 / was received ' || round(extract(epoch from e.received_at - r.recorded_at), 1) || ' s after it landed' end as note
      from lab.results r
      join batching.tubes t using (tube_id)
      left join notification.escalations e on e.tube_id = r.tube_id and e.result_version = r.version
     where t.campaign_id = any($1::uuid[]) and r.finding = any($2::text[]) and e.revoked_at is null
       and (r.effective or e.escalation_id is not null)
       and coalesce(e.received_at, clock_timestamp()) - r.recorded_at > interval '${receivedSecondsMax} s'`,
});
