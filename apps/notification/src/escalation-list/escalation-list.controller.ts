import { uuid } from '@lib/contracts/fields';
import { listEscalations } from '@lib/contracts/http/notification/escalations';
import { Actor, boundTo, CLOCK, Database, cursorOf, encodeCursor, parse } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import type { z } from 'zod';
import { escalationsSql, pageRows } from './escalation-list-sql.js';

const query = listEscalations.query.extend({ cursor: cursorOf(uuid).optional() });

type Listed = z.input<typeof listEscalations.response>['escalations'][number];

/** The ledger of alerts, newest first, each with its owner and calls; a duty officer sees the own district and nothing else. */
@Controller()
export class EscalationListController {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(listEscalations.path)
  async get(@Actor() actor: Actor, @Param('campaignId') campaignId: string, @Query() asked: unknown) {
    const { cursor, state } = parse(query, asked);
    const { district = null } = boundTo(actor, listEscalations);
    const bounds = [parse(uuid, campaignId), district, state, cursor?.[0] ?? null];
    const rows = await this.database.query<Listed>(escalationsSql, bounds);
    const escalations = rows.slice(0, pageRows);
    const last = rows.length > pageRows ? escalations.at(-1)?.escalationId : undefined;
    const asOf = this.clock.now().toISOString();
    return { escalations, asOf, ...(last === undefined ? {} : { next: encodeCursor(last) }) };
  }
}
