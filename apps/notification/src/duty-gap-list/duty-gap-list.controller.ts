import { listDutyGaps } from '@lib/contracts/http/notification/duties';
import { Actor, boundTo, CLOCK, Database } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Controller, Get, Header, Inject } from '@nestjs/common';
import type { z } from 'zod';

// Longer ago than a shift and the one after it, a gap is history and not something to mend.
const gapHoursMax = 24;
const gapsMax = 500;

const gapsSql = `
  with called as (
    select c.role, e.district_code, c.escalation_id as id, c.called_at
      from calls c join escalations e using (escalation_id) where c.person is null
     union all
    select c.role, d.district_code, coalesce(d.escalation_id, d.task_id), c.called_at
      from dispatch_calls c join dispatches d using (dispatch_id) where c.person is null),
  gaps as (
    select role, case when role = 'command-centre' then null else district_code end as district_code,
           count(distinct id)::int as alerts, min(called_at) as first_at, max(called_at) as last_at
      from called
     where called_at > (select clock_timestamp()) - interval '${gapHoursMax} hours'
       and ($1::text is null or district_code = $1)
     group by 1, 2)
  select role, district_code as "districtCode", alerts, first_at as "firstAt", last_at as "lastAt",
         not exists (select 1 from duties d
                      where d.role = gaps.role and d.district_code is not distinct from gaps.district_code
                        and d.starts_at <= (select clock_timestamp()) and least(d.ends_at, d.ended_at) > (select clock_timestamp())
                    ) as "isOpen"
    from gaps order by last_at desc, role, district_code limit ${gapsMax}`;

@Controller()
export class DutyGapListController {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(listDutyGaps.path)
  @Header('cache-control', 'no-store')
  async get(@Actor() actor: Actor) {
    type Gap = z.input<typeof listDutyGaps.response>['gaps'][number];
    const gaps = await this.database.query<Gap>(gapsSql, [boundTo(actor, listDutyGaps).district ?? null]);
    return { gaps, asOf: this.clock.now().toISOString() };
  }
}
