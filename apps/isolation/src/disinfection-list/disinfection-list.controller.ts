import { position, uuid } from '@lib/contracts/fields';
import { listDisinfections } from '@lib/contracts/http/isolation/disinfections';
import { Actor, boundTo, CLOCK, Database, cursorOf, encodeCursor, parse } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { z } from 'zod';

const pageRows = 200;
const place = z
  .string()
  .regex(/^\d{1,2}$/)
  .transform(Number)
  .pipe(position);
const query = listDisinfections.query.extend({ cursor: cursorOf(uuid, place).optional() });

type Listed = Omit<z.input<typeof listDisinfections.response>['disinfections'][number], 'owner'> & {
  readonly ownerRole: string;
  readonly districtCode: string;
};

// An escalation's id grows with the time of its opening, so the order is that of the alarms.
const listSql = `
  select d.escalation_id as "escalationId", d.position, d.subject_kind as "subjectKind", d.subject_id as "subjectId",
         d.site_code as "siteCode", d.district_code as "districtCode", d.owner_role as "ownerRole",
         d.due_at as "dueAt", d.listed_at as "listedAt"
    from disinfections d join alerts a using (escalation_id)
   where ($1::text is null or d.district_code = $1) and ($2::uuid is null or a.campaign_id = $2)
     and ($3::uuid is null or (d.escalation_id, d.position) > ($3, $4::int))
     and not exists (select 1 from withdrawals w where w.tube_id = a.tube_id and w.supersedes >= a.result_version)
   order by d.escalation_id, d.position limit ${pageRows + 1}`;

/** What a detected place or goods tube asks for; a withdrawn alarm asks for nothing. */
@Controller()
export class DisinfectionListController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(listDisinfections.path)
  async get(@Actor() actor: Actor, @Query() asked: unknown) {
    const { campaign = null, cursor: [escalation = null, after = null] = [] } = parse(query, asked);
    const { district = null } = boundTo(actor, listDisinfections);
    const rows = await this.database.query<Listed>(listSql, [district, campaign, escalation, after]);
    const page = rows.slice(0, pageRows);
    const last = rows.length > pageRows ? page.at(-1) : undefined;
    return {
      disinfections: page.map(({ ownerRole, districtCode, ...line }) => {
        return { ...line, owner: { role: ownerRole, place: districtCode } };
      }),
      asOf: this.clock.now().toISOString(),
      ...(last === undefined ? {} : { next: encodeCursor(last.escalationId, String(last.position)) }),
    };
  }
}
