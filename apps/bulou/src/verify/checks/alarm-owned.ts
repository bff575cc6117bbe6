import { sqlCheck } from '../check.js';

/** Somebody must own an alarm within this time, whoever releases its result or does not (issue of the two tracks; settled 7). */
const ownedSecondsMax = 60;

/**
 * Every alert calls an owner by name within a minute of being opened, released or not; where the roster has nobody, the
 * gap stands in its list of calls. An alert that called nobody belongs to nobody, and nobody would ever know.
 */
export const alarmOwned = sqlCheck({
  id: 'alarm-owned',
  zh: '每条警报在 60 秒内点名责任人，或列明无人值班',
  en: 'every alert names an owner within 60 s, or says that nobody is on duty',
  needs: ['notification.escalations', 'notification.calls'],
  values: [ownedSecondsMax],
  sql: `
    select e.tube_id as tube, e.site_code as place,
           coalesce('首次点名过迟 / first called ' || round(extract(epoch from first.called_at - e.opened_at)) || ' s after it was opened',
                    '没有点名任何人 / called nobody') as note
      from notification.escalations e
      left join lateral (select min(c.called_at) as called_at from notification.calls c
                          where c.escalation_id = e.escalation_id) as first on true
     where e.campaign_id = any($1::uuid[])
       and extract(epoch from coalesce(first.called_at, clock_timestamp()) - e.opened_at) > $2::float8`,
});
