import { uuid } from '@lib/contracts/fields';
import { listEscalations } from '@lib/contracts/http/notification/escalations';
import { Actor, boundTo, Database, parse } from '@lib/platform';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { z } from 'zod';

const pageRows = 200;

const query = z.object({ cursor: z.uuid().optional() });

interface ListedEscalation {
  readonly escalationId: string;
  readonly openedAt: Date;
}

/** The ledger of alerts, newest first; a duty officer sees the own district and nothing else. */
@Controller()
export class EscalationListController {
  constructor(private readonly database: Database) {}

  @Get('/v1/campaigns/:campaignId/escalations')
  async get(@Actor() actor: Actor, @Param('campaignId') campaignId: string, @Query() asked: unknown) {
    const { cursor } = parse(query, asked);
    const { district = null } = boundTo(actor, listEscalations);
    const rows = await this.database.query<ListedEscalation>(
      `select escalation_id as "escalationId", tube_id as "tubeId", result_version as "resultVersion", finding,
              site_code as "siteCode", state, opened_at as "openedAt", received_at as "receivedAt",
              taken_at as "takenAt", rung, attempt,
              (select count(*)::int from escalation_members m where m.escalation_id = e.escalation_id) as members,
              (select count(*)::int from escalation_members m
                where m.escalation_id = e.escalation_id and m.acknowledged_at is not null) as "acknowledgedMembers"
         from escalations e
        where campaign_id = $1 and ($2::text is null or district_code = $2)
          and ($3::uuid is null or escalation_id < $3)
        order by escalation_id desc limit ${pageRows + 1}`,
      [parse(uuid, campaignId), district, cursor ?? null],
    );
    const escalations = rows.slice(0, pageRows);
    const last = rows.length > pageRows ? escalations.at(-1)?.escalationId : undefined;
    return { escalations, ...(last === undefined ? {} : { next: last }) };
  }
}
