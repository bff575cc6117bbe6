import { sqlCheck } from '../check.js';

const steps = [
  'locate',
  'hold',
  'recollect',
  'single-result',
  'order-transfer',
  'board-vehicle',
  'admit',
  'decide-end',
];

/**
 * No positive without an owner: a case that is not over always has a step that somebody answers for by an instant. A
 * verified one is over when somebody decided how it ends; of one that is over nothing is left open.
 */
export const casesOwned = sqlCheck({
  id: 'cases-owned',
  zh: '每例未结束的处置单都有未办结的步骤，步骤有负责方和时限；已结束的不留步骤',
  en: 'every case that is not over has an open step with an owner and a clock, and one that is over has none',
  needs: ['isolation.cases', 'isolation.tasks'],
  values: [steps],
  sql: `
    with step as (
      select t.case_id, t.kind, t.state, t.owner_role, t.due_at from isolation.tasks t
       where t.campaign_id = any($1::uuid[]) and t.kind = any($2::text[]))
    select null as tube, c.participant_id::text as person, c.site_code as place,
           '处置单没有任何未办结的步骤 / this case is ' || c.state || ' and no step of it is open: nobody answers for it' as note
      from isolation.cases c
     where c.campaign_id = any($1::uuid[]) and c.state in ('open', 'verified')
       and not exists (select 1 from step s where s.case_id = c.case_id and s.state = 'open')
       and not exists (select 1 from step s where s.case_id = c.case_id and s.kind = 'decide-end' and s.state = 'done')
    union all
    select null, c.participant_id::text, c.site_code,
           '步骤没有负责方或时限 / the step ' || s.kind || ' has no owner or no clock'
      from isolation.cases c join step s using (case_id)
     where c.campaign_id = any($1::uuid[]) and s.state = 'open'
       and (coalesce(s.owner_role, '') = '' or s.due_at is null)
    union all
    select null, c.participant_id::text, c.site_code,
           '已结束的处置单仍有步骤未办结 / this case is ' || c.state || ' and its step ' || s.kind || ' is still open'
      from isolation.cases c join step s using (case_id)
     where c.campaign_id = any($1::uuid[]) and c.state in ('cleared', 'revoked') and s.state = 'open'`,
});
