import { alarmingFindings } from '@lib/vocabulary';
import { sqlCheck } from '../check.js';
import { members } from '../members-sql.js';

/**
 * Once a duty person has taken an alert, each of its people has a recollection order, or a case that has already ended;
 * and every order that isolation asked for is on the lists of the sites.
 */
export const membersRecalled = sqlCheck({
  id: 'recalled',
  zh: '警报接手后，管内每个人都有单采复核单，且已下到采样点',
  en: 'when an alert was taken, each of its people has a recollection order, and the sites have it',
  needs: [
    'batching.tubes',
    'batching.open_members',
    'lab.results',
    'isolation.alerts',
    'isolation.cases',
    'isolation.recollections',
    'registration.recollection_orders',
  ],
  values: [alarmingFindings],
  sql: `
    with alarm as materialized (
      select r.tube_id from lab.results r
        join batching.tubes t using (tube_id)
        join isolation.alerts a on a.tube_id = r.tube_id and a.result_version = r.version and a.taken_at is not null
       where t.campaign_id = any($1::uuid[]) and t.purpose = 'round' and r.effective and r.finding = any($2::text[])),
    orders as materialized (
      select order_id, participant_id, cause_tube_id, site_code from registration.recollection_orders
       where campaign_id = any($1::uuid[])),
    asked as materialized (select * from isolation.recollections where campaign_id = any($1::uuid[]))
    select m.tube_id as tube, m.subject_id::text as person, m.site_code as place, '警报已接手而无人再召此人 / the alert was taken and nobody calls this person again' as note
      from ${members} as m
      left join isolation.cases c on c.campaign_id = m.campaign_id and c.participant_id = m.subject_id
     where m.kind = 'person' and m.tube_id in (select tube_id from alarm) and coalesce(c.state, 'open') = 'open'
       and m.subject_id not in (select participant_id from orders)
    union all
    select coalesce(a.cause_tube_id, o.cause_tube_id), coalesce(a.participant_id, o.participant_id)::text, coalesce(a.site_code, o.site_code),
           '单采复核单两处不一致 / recollection ' || coalesce(a.order_id, o.order_id) || case
             when o.order_id is null then ' was asked for and is on no site’s list'
             when a.order_id is null then ' is on a site’s list and nobody asked for it'
             else ' names another person or tube on the site’s list than was asked for' end
      from asked a full join orders o using (order_id)
     where a.order_id is null or o.order_id is null
        or (a.participant_id, a.cause_tube_id) is distinct from (o.participant_id, o.cause_tube_id)`,
});
