import { instant, tubeId } from '@lib/contracts/fields';
import { confirmRetest, listRetests } from '@lib/contracts/http/lab/retests';
import { Actor, boundTo, cursorOf, Database, encodeCursor, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import type { Finding } from '@lib/vocabulary';
import { Body, Controller, Get, Header, HttpCode, Param, Post, Query } from '@nestjs/common';
import { labOf } from '../lab-of.js';
import { ConfirmRetest } from './confirm-retest.handler.js';

const pageRows = 100;
const question = listRetests.query.extend({ cursor: cursorOf(instant, tubeId).optional() });

interface Waiting {
  readonly tube_id: string;
  readonly asked_version: number;
  readonly campaign_id: string;
  readonly site_code: string;
  readonly lab_code: string;
  readonly finding: Finding | null;
  readonly reason: 'pool-discordant';
  readonly requested_at: Date;
  readonly due_at: Date;
}

const waitingSql = `
  select r.tube_id, r.asked_version, r.campaign_id, r.site_code, e.lab_code, v.finding, r.reason, r.requested_at, r.due_at
    from retests r join expected_tubes e using (tube_id)
    left join results v on v.tube_id = r.tube_id and v.version = r.asked_version
   where r.outcome is null and ($1::text is null or e.lab_code = $1) and ($2::text is null or left(r.site_code, 6) = $2)
     and ($3::timestamptz is null or (r.due_at, r.tube_id) > ($3, $4::text))
   order by r.due_at, r.tube_id limit ${pageRows + 1}`;

/** Tubes to be tested again: the most urgent first, and the word that the second test found the same. */
@Controller()
export class RetestsController {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly confirm: ConfirmRetest,
  ) {}

  @Get(listRetests.path)
  @Header('cache-control', 'no-store')
  async get(@Actor() actor: Actor, @Query() query: unknown) {
    const [at = null, id = null] = parse(question, query).cursor ?? [];
    const { lab = null, district = null } = boundTo(actor, listRetests);
    const rows = await this.database.query<Waiting>(waitingSql, [lab, district, at, id]);
    const last = rows.length > pageRows ? rows.at(pageRows - 1) : undefined;
    return {
      retests: rows.slice(0, pageRows).map((row) => ({
        ...{ tubeId: row.tube_id, resultVersion: row.asked_version, campaignId: row.campaign_id },
        ...{ siteCode: row.site_code, finding: row.finding, reason: row.reason },
        owner: { role: 'lab-supervisor', place: row.lab_code },
        requestedAt: row.requested_at.toISOString(),
        dueAt: row.due_at.toISOString(),
        nextStep: {
          zh: '取原管复测；结果相同点“相同”，不同则提出更正',
          en: 'test the tube again; say that it found the same, or ask for a correction',
        },
      })),
      ...(last === undefined ? {} : { next: encodeCursor(last.due_at.toISOString(), last.tube_id) }),
    };
  }

  @Post(confirmRetest.path)
  @HttpCode(200)
  post(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('tubeId') id: string, @Body() body: unknown) {
    const { resultVersion } = parse(confirmRetest.request, body);
    const command = { tubeId: parse(tubeId, id), resultVersion, labCode: labOf(actor), by: actor.id };
    const route = `POST /v1/retests/${command.tubeId}/confirm`;
    return this.idempotency.run(key, route, body, (tx) => this.confirm.run(tx, command));
  }
}
