import type { BoardColumn, CallOutcome, MeasureKind, Role } from '@lib/vocabulary';
import type { CaseState } from '../subject/subject.js';
import { isHouseholdSql } from '../household-tubes/household-tube.store.js';
import { residesIn } from '../residence/resides-in.js';
import { edgeKinds } from '../edges/edge.decider.js';

export const boardPageRows = 200;

/** A person on the board, before the steps, measures and orders of the page are added. */
export interface BoardRow {
  readonly caseId: string;
  readonly campaignId: string;
  readonly participantId: string;
  readonly state: CaseState;
  readonly column: BoardColumn;
  readonly tubeId: string;
  readonly escalationId: string;
  readonly position: number;
  readonly otherTubes: number;
  readonly siteCode: string;
  readonly raisedAt: Date;
  readonly isTaken: boolean;
  readonly firstContactAt: Date | null;
  readonly dueAt: Date | null;
  readonly dueKind: string | null;
  readonly ownerRole: Role | null;
  readonly ownerPerson: string | null;
  readonly callsTotal: number;
  readonly callsUnreached: number;
  readonly lastCall: CallOutcome | null;
  readonly lastCallAt: Date | null;
  readonly householdKey: string | null;
  readonly version: number;
  readonly changedAt: Date;
}

export interface BoardMeasure {
  readonly caseId: string;
  readonly measureId: string;
  readonly kind: MeasureKind;
  readonly endsAt: Date;
}

const edges = edgeKinds.map((kind) => `'${kind}'`).join(', ');
const isDone = (kind: string): string =>
  `coalesce(bool_or(t.kind = '${kind}' and t.state = 'done') and not bool_or(t.kind = '${kind}' and t.state = 'open'), false)`;

/**
 * The board as a table `board`: $1 district, $2 campaign, $3 tube, $4 case. The lane is the newest detection that stands; a card
 * stands where the furthest fact about the person put it, so that a swab that came before the call is not asked for again.
 */
export const boardTable = `
  board as (
    select c.case_id as "caseId", c.campaign_id as "campaignId", c.participant_id as "participantId", c.state,
           lane.tube_id as "tubeId", lane.escalation_id as "escalationId", lane.position, lane.others as "otherTubes",
           c.site_code as "siteCode", lane.raised_at as "raisedAt", lane.taken_by is not null as "isTaken",
           case when c.state in ('cleared', 'revoked') or e.ended then 'ended'
                when e.admitted then 'admitted' when c.state = 'verified' then 'transfer'
                when e.sampled then 'review' when e.kept then 'recollection' when e.reached then 'held'
                when lane.taken_by is null then 'screened'
                when coalesce(k.since_opened, 0) > 0 or e.in_hand then 'contact' else 'listed' end as column,
           e.reached_at as "firstContactAt", d.due_at as "dueAt", d.kind as "dueKind", d.owner_role as "ownerRole",
           d.owner_person as "ownerPerson", coalesce(k.total, 0)::int as "callsTotal",
           coalesce(k.unreached, 0)::int as "callsUnreached", k.last as "lastCall", k.last_at as "lastCallAt",
           (select h.household_key from households h
             where h.campaign_id = c.campaign_id and h.participant_id = c.participant_id) as "householdKey",
           (c.version + coalesce(e.versions, 0) + coalesce(k.total, 0))::int as version,
           greatest(c.changed_at, lane.changed_at, e.changed_at, k.last_at, s.changed_at) as "changedAt"
      from cases c
      cross join lateral (
        select a.escalation_id, a.tube_id, a.raised_at, a.taken_by, a.changed_at, m.position,
               (count(*) over () - 1)::int as others
          from alert_members m join alerts a using (escalation_id)
         where m.subject_id = c.participant_id and a.campaign_id = c.campaign_id
         order by exists (select 1 from withdrawals w where w.tube_id = a.tube_id and w.supersedes >= a.result_version),
                  a.raised_at desc, a.escalation_id limit 1) lane
      left join lateral (
        select ${isDone('locate')} as reached, ${isDone('hold')} as kept, ${isDone('recollect')} as sampled,
               ${isDone('admit')} as admitted, ${isDone('decide-end')} as ended,
               bool_or(t.kind = 'locate' and t.state = 'open' and t.detail ? 'inHand') as in_hand,
               min(t.ended_at) filter (where t.kind = 'locate' and t.state = 'done') as reached_at,
               max(t.opened_at) filter (where t.kind = 'locate') as opened_at,
               sum(t.version) as versions, max(t.changed_at) as changed_at
          from tasks t where t.case_id = c.case_id and t.kind in (${edges})) e on true
      left join lateral (
        select t.due_at, t.kind, t.owner_role, t.owner_person from tasks t
         where t.case_id = c.case_id and t.state = 'open' and t.kind in (${edges})
         order by t.due_at, t.task_id limit 1) d on true
      left join lateral (
        select count(*) as total, count(*) filter (where x.called_at >= e.opened_at) as since_opened,
               count(*) filter (where x.called_at >= e.opened_at
                                  and x.outcome in ('no-answer', 'switched-off', 'wrong-number')) as unreached,
               (array_agg(x.outcome order by x.called_at desc))[1] as last, max(x.called_at) as last_at
          from calls x where x.case_id = c.case_id) k on true
      left join lateral (
        select max(greatest(m.recorded_at, m.ended_at)) as changed_at
          from measures m where m.campaign_id = c.campaign_id and m.participant_id = c.participant_id) s on true
     where (c.district_code = $1 or ${residesIn('c.campaign_id', 'c.participant_id', '$1')}) and ($2::uuid is null or c.campaign_id = $2)
       and ($3::text is null or lane.tube_id = $3) and ($4::uuid is null or c.case_id = $4)
       -- What ended stays for a day, so that whoever comes on duty sees how it ended.
       and ($4::uuid is not null or c.state in ('open', 'verified') or c.changed_at > (select clock_timestamp()) - interval '24 hours'))`;

/** After `boardTable`: $5 owner or 'none', $6 column, $7 only overdue. */
export const boardFilter = `
  ($5::text is null or ($5 = 'none' and "ownerRole" is not null and "ownerPerson" is null) or "ownerPerson" = $5)
  and ($6::text is null or "column" = $6) and (not $7::boolean or "dueAt" <= (select clock_timestamp()))`;

export const measuresOfCases = `
  select c.case_id as "caseId", m.measure_id as "measureId", m.kind, m.ends_at as "endsAt"
    from cases c join measures m using (campaign_id, participant_id)
   where c.case_id = any($1::uuid[]) and m.ended_at is null and m.starts_at <= (select clock_timestamp())
     and m.ends_at > (select clock_timestamp())
   order by m.ends_at, m.measure_id`;

export const ordersOfCases = `
  select distinct on (c.case_id) c.case_id as "caseId", r.order_id as "orderId", r.state, r.due_at as "dueAt"
    from cases c join recollections r using (campaign_id, participant_id)
   where c.case_id = any($1::uuid[]) and r.state <> 'cancelled'
   order by c.case_id, r.requested_at desc, r.order_id desc`;

/** Out of the newest task of each step. */
export const edgesOfCases = `
  select distinct on (t.case_id, t.kind) t.case_id as "caseId", t.task_id as "taskId", t.kind, t.state,
         t.owner_role as "ownerRole", t.owner_person as "ownerPerson",
         coalesce(t.offered_to_person, t.offered_to_role) as "offeredTo", t.due_at as "dueAt", t.outcome, t.version
    from tasks t where t.case_id = any($1::uuid[]) and t.kind in (${edges})
   order by t.case_id, t.kind, t.sequence desc`;

export const lanesOf = `
  select a.escalation_id as "escalationId", a.tube_id as "tubeId", a.result_version as "resultVersion", a.finding,
         a.site_code as "siteCode", a.raised_at as "raisedAt", a.taken_by as "takenBy",
         a.offered_to_person as "offeredTo",
         exists (select 1 from withdrawals w
                  where w.tube_id = a.tube_id and w.supersedes >= a.result_version) as "isWithdrawn",
         ${isHouseholdSql('a.tube_id')} as "isHousehold"
    from alerts a where a.escalation_id = any($1::uuid[]) order by a.raised_at, a.escalation_id`;
