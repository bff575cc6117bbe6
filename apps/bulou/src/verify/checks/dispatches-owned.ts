import { sqlCheck } from '../check.js';

/**
 * A detection goes to the sampling squad and to a community at the same time (domain R34), and each of the two has called
 * somebody, or has said that nobody is on duty. One that is missing is a door at which nobody will knock.
 */
export const dispatchesOwned = sqlCheck({
  id: 'dispatches-owned',
  zh: '每条警报同时派给急采队和社区，各有责任人或列明无人值班',
  en: 'every alert is dispatched to the squad and to a community, each with an owner or a gap that is listed',
  needs: ['notification.escalations', 'notification.dispatches', 'notification.dispatch_calls'],
  values: [],
  sql: `
    select e.tube_id as tube, e.site_code as place,
           case when d.dispatch_id is null then '没有派给 / was not dispatched to ' || due.slot
                else '没有点名任何人 / called nobody for ' || due.slot end as note
      from notification.escalations e
     cross join (values ('sampling-squad'), ('community:site')) as due(slot)
      left join notification.dispatches d on d.escalation_id = e.escalation_id and d.slot = due.slot
     where e.campaign_id = any($1::uuid[]) and e.revoked_at is null
       and not exists (select 1 from notification.dispatch_calls c where c.dispatch_id = d.dispatch_id)`,
});
