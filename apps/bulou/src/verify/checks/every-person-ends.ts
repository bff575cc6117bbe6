import { alarmingFindings } from '@lib/vocabulary';
import { type Check, sampleMax, type Violation } from '../check.js';
import { members } from '../members-sql.js';
import { standing, standingNeeds } from '../standing-sql.js';
import type { View } from '../view.js';
import { zhOf } from '../words-sql.js';

// An answer is a released result that is neither invalid nor cancelled. A recall is an order on a site's list: for the
// very tube, through a call-back that it serves, or, for a single tube that failed, any order other than its own.
const judged = `
  tube as materialized (select * from ${standing} as s where is_due and specimens > 0),
  result as materialized (
    select r.* from lab.results r where r.effective and r.tube_id in (select tube_id from tube)),
  orders as materialized (select * from registration.recollection_orders where campaign_id = any($1::uuid[])),
  recall as materialized (
    select o.participant_id, o.cause_tube_id as tube_id from orders o
    union
    select c.participant_id, c.tube_id from isolation.call_backs c join orders o using (order_id)),
  judged as materialized (
    select t.tube_id, t.site_code, m.subject_id, t.state, r.finding, case
        when t.state in ('void', 'rejected', 'lost') then 'called'
        when t.state <> 'resulted' or r.tube_id is null then 'open'
        when r.finding = any($2::text[]) then 'alarm'
        when r.released_at is null then 'unreleased'
        when r.finding = 'invalid' or r.status = 'cancelled' then 'called'
        else 'answered' end as stands
      from tube t join ${members} as m using (tube_id) left join result r using (tube_id)
     where m.kind = 'person'),
  remainder as (
    select j.tube_id, j.site_code, j.subject_id, case j.stands
        when 'open' then '已采样，而该管没有去向：' || ${zhOf('j.state')} || ' / scanned, and the tube ended nowhere: it is ' || j.state
        when 'unreleased' then '该管结果从未发布 / the result of the tube was never released'
        when 'alarm' then '该管' || ${zhOf('j.finding')} || '，而此人既无处置单也不在警报中 / the tube is ' || j.finding || ', and the person has neither case nor alert'
        else '该管' || ${zhOf("coalesce(nullif(j.state, 'resulted'), j.finding)")} || '，而无人召回此人 / the tube is ' || coalesce(nullif(j.state, 'resulted'), j.finding) || ', and nobody called the person back' end as note
      from judged j
     where j.stands in ('open', 'unreleased')
        or (j.stands = 'called' and not exists (
             select 1 from recall o where o.participant_id = j.subject_id and o.tube_id = j.tube_id))
        or (j.stands = 'alarm'
            and not exists (select 1 from isolation.cases c where c.participant_id = j.subject_id and c.campaign_id = any($1::uuid[]))
            and not exists (select 1 from notification.escalation_members e where e.subject_id = j.subject_id)))`;

const needs = [
  ...standingNeeds,
  'batching.open_members',
  'lab.results',
  'registration.recollection_orders',
  'isolation.call_backs',
  'isolation.cases',
  'notification.escalation_members',
];

/** Scanned people of closed rounds without answer, recall or a named reason, each counted once; undefined when it cannot be asked. */
export async function countUnanswered(view: View): Promise<number | undefined> {
  if (!needs.every((table) => view.tables.has(table))) return undefined;
  const rows = await view.sql<{ n: string }>(`with ${judged} select count(distinct subject_id) as n from remainder`, [
    view.campaigns,
    alarmingFindings,
  ]);
  return Number(rows[0]?.n ?? 0);
}

/** People scanned = answered + called back + under an alarm; whoever is none of these is named. */
export const everyPersonEnds: Check = {
  id: 'every-person-ends',
  zh: '每个采过样的人都有去向：已告知、已召回或在处置中',
  en: 'every scanned person ends somewhere: answered, called back, or in a case',
  needs,
  async run(view) {
    const rows = await view.sql<Violation & { total: string }>(
      `with ${judged}
       select count(*) over () as total, tube_id as tube, subject_id::text as person, site_code as place, note
         from remainder limit ${sampleMax}`,
      [view.campaigns, alarmingFindings],
    );
    return { total: Number(rows[0]?.total ?? 0), first: rows };
  },
};
