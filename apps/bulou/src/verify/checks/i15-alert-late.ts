import { campaignPolicy } from '@lib/contracts/policy';
import { alarmingFindings } from '@lib/vocabulary';
import { sqlCheck } from '../check.js';

/** What a campaign promises whose policy does not say it: 60 s (settled 7). */
const receivedSecondsMax = campaignPolicy.shape.alertReceivedSecondsMax.parse(undefined);

/**
 * Every alarm is received as soon after the landing of its row as the campaign's policy promises, released or not. The
 * promise is to people, so no time scale of a drill shortens it. An alarm that was revoked or corrected in time had
 * nothing more to be received; one that was revoked or corrected later was late all the same.
 */
export const i15 = sqlCheck({
  id: 'i15',
  zh: '报警结果入库后，系统在政策规定时间内（默认 60 秒）已接收',
  en: 'every alarm is received within the time of the policy (60 s unless it says otherwise) from the landing of its result',
  needs: ['batching.tubes', 'lab.results', 'notification.escalations', 'registration.policy_values'],
  values: [alarmingFindings, receivedSecondsMax],
  sql: `
    with alarm as (
      select r.tube_id, t.site_code, r.recorded_at, e.received_at,
             least(e.received_at, e.revoked_at, newer.recorded_at) as settled_at,
             coalesce((select (v.value #>> '{}')::float8 from registration.policy_values v
                        where v.campaign_id = t.campaign_id and v.key = 'alertReceivedSecondsMax'
                        order by v.version desc limit 1), $3::float8) as seconds_max
        from lab.results r
        join batching.tubes t using (tube_id)
        left join notification.escalations e on e.tube_id = r.tube_id and e.result_version = r.version
        left join lab.results newer on newer.tube_id = r.tube_id and newer.supersedes = r.version
       where t.campaign_id = any($1::uuid[]) and r.finding = any($2::text[]))
    select tube_id as tube, site_code as place, case
             when settled_at is null then '报警结果入库后仍未被接收 / landed ' || round(extract(epoch from clock_timestamp() - recorded_at)) || ' s ago and is not received'
             when settled_at is distinct from received_at then '报警直到撤销或更正仍未被接收 / was revoked or corrected ' || round(extract(epoch from settled_at - recorded_at), 1) || ' s after it landed and had not been received'
             else '警报接收过迟 / was received ' || round(extract(epoch from received_at - recorded_at), 1) || ' s after it landed' end as note
      from alarm
     where extract(epoch from coalesce(settled_at, clock_timestamp()) - recorded_at) > seconds_max`,
});
