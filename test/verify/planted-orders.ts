import * as campaign from './healthy-campaign.js';
import type { Planted } from './planted.js';

const person = campaign.personId(4);
const order = campaign.uuid(6, 20);

/** An order of a person who is held, so many hours ago up to so many to come; by itself it has nobody and owes nothing. */
const anOrder = (from: number, to: number) => `
  insert into isolation.isolation_orders (order_id, campaign_id, participant_id, category, policy_pack_id, policy_version,
    site_code, district_code, counted_from, starts_at, ends_at, test_days, opened_at)
  values ('${order}', '${campaign.campaignId}', '${person}', 'close-contact', 'plan', 1, '${campaign.siteCode}', '330105',
    now() - interval '${from} hours', now() - interval '${from} hours', now() + interval '${to} hours', '[]', now() - interval '1 hour');`;
const carers = `
  alter table isolation.order_assignments disable trigger all;
  insert into isolation.carers (person, role, district_code, put_by, put_at)
  values ('cadre-1', 'community-cadre', '330105', 'liaison-1', now()), ('doctor-1', 'doctor', '330105', 'liaison-1', now());
  insert into isolation.order_assignments (assignment_id, order_id, campaign_id, role, person, district_code, state,
    proposed_by, proposed_at, changed_at)
  select gen_random_uuid(), '${order}', '${campaign.campaignId}', role, person, '330105', 'accepted', 'isolation', now(), now()
    from isolation.carers;`;
const check = (state: string, begins: string, due: string, opened: string) => `
  insert into isolation.order_checks (check_id, order_id, kind, sequence, day, begins_at, due_at, state, opened_at)
  values (gen_random_uuid(), '${order}', 'call', 1, 0, now() + interval '${begins}', now() + interval '${due}', '${state}', ${opened});`;
const stage = `
  alter table isolation.order_stages disable trigger all;
  insert into isolation.order_stages (order_id, measure_id, place, starts_at, ends_at)
  select '${order}', measure_id, 'home', now() - interval '3 days', now() + interval '2 hours' from isolation.measures limit 1;`;

const calls = { seenBy: ['orders-have-calls'], name: person };

/** What may go wrong while people are isolated. */
export const orders: readonly Planted[] = [
  {
    fault: 'nobody looks after a person in isolation, and nobody is to find somebody',
    sql: anOrder(2, 2),
    seenBy: ['orders-have-carers'],
    name: person,
  },
  {
    fault: 'a doctor is missing and the cadre is not',
    sql: `${anOrder(2, 2)} ${carers} delete from isolation.order_assignments where role = 'doctor'`,
    seenBy: ['orders-have-carers'],
    name: person,
  },
  { fault: 'days of an order have no calls', sql: `${anOrder(72, 2)} ${carers} ${stage}`, ...calls },
  {
    fault: 'a call is past its time and nobody called it missed',
    sql: `${anOrder(2, 2)} ${carers} ${check('due', '-2 hours', '-1 hour', 'now()')}`,
    ...calls,
  },
  {
    fault: 'a call has begun and is nobody’s task',
    sql: `${anOrder(2, 2)} ${carers} ${check('due', '-1 hour', '1 hour', 'null')}`,
    ...calls,
  },
  {
    fault: 'somebody who is free is still to be called',
    sql: `${anOrder(2, 2)} ${carers} ${check('due', '-1 hour', '1 hour', 'now()')}
      update isolation.isolation_orders set ended_at = now() - interval '1 minute', ended_because = 'lifted'`,
    ...calls,
  },
  {
    fault: 'somebody looks after more people than the policy lets',
    sql: `${anOrder(2, 2)} ${carers} update isolation.campaign_policies
      set policy = policy || '{"caseloadMax": {"community-cadre": 0, "doctor": 60}}'`,
    seenBy: ['caseloads-within-cap'],
    name: 'cadre-1',
  },
];
