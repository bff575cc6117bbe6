import { instant, tubeId } from '@lib/contracts/fields';
import { listOverdueTubesAtSites } from '@lib/contracts/http/batching/overdue-tubes';
import type { OverdueTube } from '@lib/contracts/http/overdue-tube';
import { campaignPolicy } from '@lib/contracts/policy';
import { Actor, boundTo, CLOCK, cursorOf, Database, encodeCursor, parse } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Controller, Get, Header, Inject, Query } from '@nestjs/common';
import type { z } from 'zod';

const pageRows = 200;
// What holds for a campaign whose opening has not been told here yet.
const hoursPresumed = campaignPolicy.parse({ version: 1 }).tubeWithoutResultHoursMax;

const question = listOverdueTubesAtSites.query.extend({ cursor: cursorOf(instant, tubeId).optional() });

interface OverdueRow {
  readonly tube_id: string;
  readonly campaign_id: string;
  readonly site_code: string;
  readonly lab_code: string | null;
  readonly state: 'opened' | 'sealed' | 'boxed';
  readonly opened_at: Date;
  readonly due_at: Date;
}

const nextSteps: Readonly<Record<OverdueRow['state'], OverdueTube['nextStep']>> = {
  opened: { zh: '找到该管：封管，或作废并召回人员', en: 'find it: seal it, or void it and call its people back' },
  sealed: { zh: '装箱交接', en: 'pack it into a box and hand it over' },
  boxed: { zh: '交接该箱', en: 'hand the box over' },
};

const patience = `make_interval(secs => 3600 * coalesce(k.tube_hours_max, ${hoursPresumed}) / coalesce(k.time_scale, 1))`;

const overdueSql = `
  select t.tube_id, t.campaign_id, t.site_code, b.lab_code, t.state, t.opened_at, t.opened_at + ${patience} as due_at
    from tubes t
    left join known_campaigns k using (campaign_id)
    left join batches b on b.batch_id = t.batch_id
   where t.state in ('opened', 'sealed', 'boxed') and t.opened_at + ${patience} < (select clock_timestamp())
     and ($1::text is null or t.site_code = $1)
     and ($2::text is null or left(t.site_code, 6) = $2)
     and ($3::uuid is null or t.campaign_id = $3)
     and ($4::timestamptz is null or (t.opened_at, t.tube_id) > ($4, $5::text))
   order by t.opened_at, t.tube_id limit ${pageRows + 1}`;

/** GET /v1/overdue-tubes?campaign=&cursor= – tubes past their clock that never left their site, the oldest first */
@Controller()
export class OverdueTubeListController {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(listOverdueTubesAtSites.path)
  @Header('cache-control', 'no-store')
  async get(@Actor() actor: Actor, @Query() query: unknown): Promise<z.input<typeof listOverdueTubesAtSites.response>> {
    const { campaign = null, cursor: [openedAt = null, tube = null] = [] } = parse(question, query);
    const { site = null, district = null } = boundTo(actor, listOverdueTubesAtSites);
    const rows = await this.database.query<OverdueRow>(overdueSql, [site, district, campaign, openedAt, tube]);
    const page = rows.slice(0, pageRows);
    const last = rows.length > pageRows ? page.at(-1) : undefined;
    return {
      tubes: page.map(listed),
      asOf: this.clock.now().toISOString(),
      ...(last === undefined ? {} : { next: encodeCursor(last.opened_at.toISOString(), last.tube_id) }),
    };
  }
}

const listed = (row: OverdueRow): OverdueTube => ({
  tubeId: row.tube_id,
  campaignId: row.campaign_id,
  siteCode: row.site_code,
  labCode: row.lab_code,
  state: row.state,
  lastPlace: row.site_code,
  since: row.opened_at.toISOString(),
  dueAt: row.due_at.toISOString(),
  owner: { role: 'site-manager', place: row.site_code },
  nextStep: nextSteps[row.state],
});
