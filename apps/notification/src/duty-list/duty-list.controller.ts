import { instant, uuid } from '@lib/contracts/fields';
import { listDuties } from '@lib/contracts/http/notification/duties';
import { Actor, boundTo, CLOCK, Database, cursorOf, encodeCursor, parse } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Controller, Get, Header, Inject, Query } from '@nestjs/common';
import type { z } from 'zod';

const pageRows = 200;

// When the last one ends, and which it is.
const question = listDuties.query.extend({ cursor: cursorOf(instant, uuid).optional() });

type Listed = z.input<typeof listDuties.response>['duties'][number];

const dutiesSql = `
  select duty_id as "dutyId", role, district_code as "districtCode", place_code as "placeCode", person, starts_at as "startsAt",
         least(ends_at, ended_at) as "endsAt", starts_at <= (select clock_timestamp()) as "isRunning"
    from duties
   where least(ends_at, ended_at) > (select clock_timestamp())
     and ($1::text is null or district_code = $1)
     and ($2::timestamptz is null or (date_trunc('milliseconds', least(ends_at, ended_at)), duty_id) > ($2, $3::uuid))
   order by date_trunc('milliseconds', least(ends_at, ended_at)), duty_id limit ${pageRows + 1}`;

@Controller()
export class DutyListController {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(listDuties.path)
  @Header('cache-control', 'no-store')
  async get(@Actor() actor: Actor, @Query() query: unknown) {
    const { cursor } = parse(question, query);
    const [endsAt = null, dutyId = null] = cursor ?? [];
    const rows = await this.database.query<Listed & { endsAt: Date }>(dutiesSql, [
      boundTo(actor, listDuties).district ?? null,
      endsAt,
      dutyId,
    ]);
    const duties = rows.slice(0, pageRows);
    const last = rows.length > pageRows ? duties.at(-1) : undefined;
    const asOf = this.clock.now().toISOString();
    return {
      duties,
      asOf,
      ...(last === undefined ? {} : { next: encodeCursor(last.endsAt.toISOString(), last.dutyId) }),
    };
  }
}
