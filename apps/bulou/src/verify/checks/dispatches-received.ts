import { sqlCheck } from '../check.js';

/** Seconds within which whoever was called has been told (settled 7; issue 4: under any single fault). */
const toldSecondsMax = 60;

/** Every dispatch is received within a minute of being opened, and no later call waits longer than that for its telling. */
export const dispatchesReceived = sqlCheck({
  id: 'dispatches-received',
  zh: '每条派单 60 秒内送达，没有点名后一直未送达的',
  en: 'every dispatch is received within 60 s, and no call about it waits longer to be told',
  needs: ['notification.dispatches'],
  values: [toldSecondsMax],
  sql: `
    select e.tube_id as tube, d.site_code as place,
           d.slot || ': ' || case when d.received_at is null then '未送达 / not received'
             when d.told_call < d.call then '再次点名未送达 / a later call is not told'
             else '送达过迟 / received after ' || round(extract(epoch from d.received_at - d.opened_at)) || ' s' end as note
      from notification.dispatches d left join notification.escalations e using (escalation_id)
     where d.campaign_id = any($1::uuid[])
       and (extract(epoch from coalesce(d.received_at, d.ended_at, clock_timestamp()) - d.opened_at) > $2::float8
         or (d.told_call < d.call and d.taken_at is null and d.ended_at is null
             and extract(epoch from clock_timestamp() - d.called_at) > $2::float8))`,
});
