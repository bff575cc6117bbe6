import { uuid } from '@lib/contracts/fields';
import { listDispatches } from '@lib/contracts/http/notification/dispatches';
import { Actor, boundTo, CLOCK, Database, cursorOf, encodeCursor, parse, isoSql } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Controller, Get, Header, Inject, Query } from '@nestjs/common';
import { type Addressed, beatOf, dispatchWords } from '../dispatch/receivers.js';

const pageRows = 200;
const question = listDispatches.query.extend({ cursor: cursorOf(uuid).optional() });

// Whatever way of whatever call was first known to have reached somebody: a receiver's word, a person who saw or took it.
const deliveredSql = `least(d.taken_at,
  (select min(least(s.delivered_at, s.read_at)) from notices n join notice_sends s using (notice_id)
    where n.to_role is not null and n.cause_kind = 'dispatch' and n.cause_id = d.dispatch_id::text))`;

// Parameters: district (null for all), state, whose only (null for everybody's), their role, cursor, site and campaign (null for all).
const dispatchesSql = `
  select d.dispatch_id as "dispatchId", d.kind, d.role_due as "roleDue", d.campaign_id as "campaignId", d.escalation_id as "escalationId",
         d.task_id as "taskId", e.tube_id as "tubeId", d.site_code as "siteCode", d.district_code as "districtCode",
         d.division_code as "divisionCode", d.stands_in as "standsIn", d.opened_at as "openedAt",
         d.received_at as "receivedAt", ${deliveredSql} as "deliveredAt", d.taken_at as "takenAt", d.taken_by as "takenBy",
         jsonb_build_object('role', d.owner_role, 'person', d.owner_person, 'since', ${isoSql('d.owner_since')}) as owner,
         case when d.offered_at is not null then jsonb_build_object('role', d.offered_role, 'person', d.offered_person,
           'by', d.offered_by, 'since', ${isoSql('d.offered_at')}) end as offer,
         d.rung, case when d.taken_at is null and d.ended_at is null then d.next_rung_at end as "nextRungAt",
         (select coalesce(jsonb_agg(jsonb_build_object('rung', c.rung, 'role', c.role, 'person', c.person,
                   'calledAt', ${isoSql('c.called_at')}, 'reason', c.reason) order by c.call), '[]')
            from dispatch_calls c where c.dispatch_id = d.dispatch_id) as calls,
         d.version
    from dispatches d left join escalations e using (escalation_id)
   where ($1::text is null or d.district_code = $1) and ($6::text is null or d.site_code = $6)
     and ($7::uuid is null or d.campaign_id = $7)
     and case $2::text when 'waiting' then d.taken_at is null and d.ended_at is null
                       when 'taken' then d.taken_at is not null and d.ended_at is null
                       else true end
     and ($3::text is null or d.owner_person = $3
          or (d.offered_role = $4 and coalesce(d.offered_person, $3) = $3))
     and ($5::uuid is null or d.dispatch_id < $5)
   order by d.dispatch_id desc limit ${pageRows + 1}`;

interface Row extends Addressed {
  readonly dispatchId: string;
}

const shown = (row: Row) => {
  const { roleDue: _firstRung, ...told } = row;
  return { ...told, words: dispatchWords[row.kind], roles: beatOf(row).roles };
};

/** Dispatches of the caller's district, newest first: whose each is, whom it called, to whom it is offered. */
@Controller()
export class DispatchListController {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(listDispatches.path)
  @Header('cache-control', 'no-store')
  async get(@Actor() actor: Actor, @Query() query: unknown) {
    const { campaign = null, state, mine, cursor } = parse(question, query);
    const { district = null, site = null } = boundTo(actor, listDispatches);
    const rows = await this.database.query<Row>(dispatchesSql, [
      district,
      state,
      mine === 'true' ? actor.id : null,
      actor.role,
      cursor?.[0] ?? null,
      site,
      campaign,
    ]);
    const dispatches = rows.slice(0, pageRows).map(shown);
    const last = rows.length > pageRows ? dispatches.at(-1) : undefined;
    const asOf = this.clock.now().toISOString();
    return { dispatches, asOf, ...(last === undefined ? {} : { next: encodeCursor(last.dispatchId) }) };
  }
}
