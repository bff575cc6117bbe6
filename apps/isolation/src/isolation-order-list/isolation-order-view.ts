import { isoSql } from '@lib/platform';
import type { isolationOrderView, orderCheckView } from '@lib/contracts/http/isolation/isolation-orders';
import type { z } from 'zod';

type View = z.input<typeof isolationOrderView>;
export type CheckView = z.input<typeof orderCheckView>;

export interface ListedOrder extends Omit<View, 'countedFrom' | 'startsAt' | 'endsAt' | 'endedAt'> {
  readonly participantId: string;
  readonly districtCode: string;
  readonly countedFrom: Date;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly endedAt: Date | null;
  readonly asOf: Date;
}

/** One row an order, its stages and carers within; whether a stage runs is asked of the database's clock. */
export const listedOrderSelect = `
  select o.order_id as "isolationOrderId", o.campaign_id as "campaignId", o.participant_id as "participantId", o.category,
         o.site_code as "siteCode", o.district_code as "districtCode", o.counted_from as "countedFrom",
         o.starts_at as "startsAt", o.ends_at as "endsAt", o.ended_at as "endedAt", o.ended_because as "endedBecause",
         o.tests_missing as "testsMissing", o.released_by as "releasedBy", clock_timestamp() as "asOf",
         coalesce((select jsonb_agg(jsonb_build_object('measureId', s.measure_id, 'place', s.place, 'startsAt', ${isoSql('s.starts_at')},
                     'endsAt', ${isoSql('coalesce(m.ended_at, s.ends_at)')},
                     'state', case when coalesce(m.ended_at, s.ends_at) <= (select clock_timestamp()) then 'over'
                                   when s.starts_at > (select clock_timestamp()) then 'coming' else 'running' end)
                     order by s.starts_at)
                     from order_stages s join measures m using (measure_id)
                    where s.order_id = o.order_id and (m.ended_at is null or m.ended_at > s.starts_at)), '[]') as stages,
         coalesce((select jsonb_agg(jsonb_build_object('assignmentId', a.assignment_id, 'role', a.role,
                     'person', a.person, 'state', a.state) order by a.role, a.state)
                     from order_assignments a
                    where a.order_id = o.order_id and a.state in ('proposed', 'accepted')), '[]') as carers
    from isolation_orders o`;

export const listedCheckSelect = `
  select c.order_id as "orderId", c.kind, c.day, c.begins_at as "beginsAt", c.due_at as "dueAt", c.state
    from order_checks c`;

export type ListedCheck = Pick<CheckView, 'kind' | 'day' | 'state'> & {
  readonly orderId: string;
  readonly beginsAt: Date;
  readonly dueAt: Date;
};

export const shownCheck = ({ kind, day, state, beginsAt, dueAt }: ListedCheck): CheckView => ({
  ...{ kind, day, state, beginsAt: beginsAt.toISOString(), dueAt: dueAt.toISOString() },
});

/** In: a row. Out: the order as it is shown, without whose it is. */
export function shownOrder(row: ListedOrder): View {
  const {
    participantId: _whose,
    districtCode: _where,
    asOf: _asOf,
    countedFrom,
    startsAt,
    endsAt,
    endedAt,
    ...rest
  } = row;
  return {
    ...rest,
    countedFrom: countedFrom.toISOString(),
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
  };
}
