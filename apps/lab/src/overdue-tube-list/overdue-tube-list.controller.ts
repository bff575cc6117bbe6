import { instant, tubeId } from '@lib/contracts/fields';
import { listOverdueTubesAtLab } from '@lib/contracts/http/lab/desk';
import type { OverdueTube } from '@lib/contracts/http/overdue-tube';
import { Actor, boundTo, CLOCK, Database, cursorOf, encodeCursor, parse } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Controller, Get, Header, Inject, Query } from '@nestjs/common';
import { z } from 'zod';
import { overdueSql, pageRows } from './overdue-sql.js';
import type { OverdueRow } from './overdue-sql.js';

const question = listOverdueTubesAtLab.query.extend({ cursor: cursorOf(instant, tubeId).optional() });

const nextSteps: Readonly<Record<OverdueRow['step'], OverdueTube['nextStep']>> = {
  arrive: {
    zh: '与转运人核对去向，到样即清点，确已遗失则登记遗失',
    en: 'ask the courier; count it when it comes, or declare it lost',
  },
  test: { zh: '上机检测并上传结果', en: 'test it and upload the result' },
  release: { zh: '由第二人审核发布', en: 'a second person releases it' },
  'open-gate': { zh: '核对原始记录后更正或放行', en: 'look at the record, then correct or admit it' },
};

/** A laboratory sees its own tubes, a duty officer those of the district's sites, the command centre all. */
@Controller()
export class OverdueTubeListController {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(listOverdueTubesAtLab.path)
  @Header('cache-control', 'no-store')
  async get(@Actor() actor: Actor, @Query() query: unknown): Promise<z.input<typeof listOverdueTubesAtLab.response>> {
    const { campaign, cursor: [at = null, tube = null] = [] } = parse(question, query);
    const rows = await this.database.query<OverdueRow>(overdueSql, [...sightOf(actor), campaign ?? null, at, tube]);
    const page = rows.slice(0, pageRows);
    const last = rows.length > pageRows ? page.at(-1) : undefined;
    return {
      tubes: page.map(listed),
      asOf: this.clock.now().toISOString(),
      ...(last === undefined ? {} : { next: encodeCursor(last.since.toISOString(), last.tube_id) }),
    };
  }
}

function sightOf(actor: Actor): [lab: string | null, district: string | null] {
  const { lab = null, district = null } = boundTo(actor, listOverdueTubesAtLab);
  return [lab, district];
}

const listed = (row: OverdueRow): OverdueTube => ({
  tubeId: row.tube_id,
  campaignId: row.campaign_id,
  siteCode: row.site_code,
  labCode: row.lab_code,
  state: row.state,
  lastPlace: row.step === 'arrive' ? row.site_code : row.lab_code,
  since: row.since.toISOString(),
  dueAt: row.due_at.toISOString(),
  owner: row.is_registered
    ? { role: row.step === 'test' ? 'lab' : 'lab-supervisor', place: row.lab_code }
    : { role: 'admin', place: row.lab_code },
  nextStep: nextSteps[row.step],
});
