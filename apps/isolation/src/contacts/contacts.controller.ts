import { uuid } from '@lib/contracts/fields';
import { decideContact, decideContacts, listContacts, proposeContacts } from '@lib/contracts/http/isolation/bases';
import {
  Actor,
  boundTo,
  cursorOf,
  encodeCursor,
  Database,
  Idempotency,
  IdempotencyKey,
  CLOCK,
  parse,
  isoSql,
} from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { Contacts } from './contacts.handler.js';

const pageRows = 100;
const query = listContacts.query.extend({ cursor: cursorOf(uuid).optional() });

@Controller()
export class ContactsController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly contacts: Contacts,
    @Inject(Database) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(listContacts.path)
  async list(@Actor() actor: Actor, @Query() asked: unknown) {
    const { campaign, state, cursor } = parse(query, asked);
    const rows = await this.database.query<{ contactId: string }>(
      `select l.contact_id as "contactId", l.campaign_id as "campaignId", l.participant_id as "participantId",
              l.index_case_id as "indexCaseId", l.kind, l.category, l.site_code as "siteCode",
              l.last_contact_at as "lastContactAt", l.proposed_by as "proposedBy", l.proposed_at as "proposedAt",
              l.decide_by as "decideBy", l.decision, l.decided_by as "decidedBy",
              (select m.measure_id from measures m where m.basis_contact_id = l.contact_id
                order by m.starts_at limit 1) as "measureId",
              case when e.contact_id is not null then json_build_object('decision', e.decision,
                'decidedBy', e.decided_by, 'decidedAt', ${isoSql('e.decided_at')},
                'measureEnded', (select m.ended_because from measures m where m.basis_contact_id = e.contact_id
                  order by m.ended_at desc limit 1)) end as earlier
         from contact_links l left join contact_links e on e.proposed_again_as = l.contact_id
        where ($1::text is null or l.district_code = $1) and ($2::uuid is null or l.campaign_id = $2)
          and ($3 = 'all' or (l.proposed_again_as is null and (l.decision is null or l.decision = 'look-out')))
          and ($4::uuid is null or l.contact_id > $4)
        order by l.contact_id limit ${pageRows + 1}`,
      [boundTo(actor, listContacts).district ?? null, campaign ?? null, state, cursor?.[0] ?? null],
    );
    const contacts = rows.slice(0, pageRows);
    const last = rows.length > pageRows ? contacts.at(-1) : undefined;
    return {
      contacts,
      asOf: this.clock.now().toISOString(),
      ...(last === undefined ? {} : { next: encodeCursor(last.contactId) }),
    };
  }

  @Post(proposeContacts.path)
  propose(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('caseId') id: string, @Body() body: unknown) {
    const command = { caseId: parse(uuid, id), ...parse(proposeContacts.request, body) };
    return this.idempotency.run(key, `propose-contacts/${command.caseId}`, body, (tx) =>
      this.contacts.propose(tx, command, { actor, commandId: key, route: proposeContacts }),
    );
  }

  @Post(decideContact.path)
  @HttpCode(200)
  decide(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('contactId') id: string, @Body() body: unknown) {
    const command = { contactId: parse(uuid, id), ...parse(decideContact.request, body) };
    return this.idempotency.run(key, `decide-contact/${command.contactId}`, body, (tx) =>
      this.contacts.decide(tx, command, { actor, commandId: key, route: decideContact }),
    );
  }

  @Post(decideContacts.path)
  @HttpCode(200)
  decideSet(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('caseId') id: string, @Body() body: unknown) {
    const command = { caseId: parse(uuid, id), ...parse(decideContacts.request, body) };
    return this.idempotency.run(key, `decide-contacts/${command.caseId}`, body, (tx) =>
      this.contacts.decideSet(tx, command, { actor, commandId: key, route: decideContacts }),
    );
  }
}
