import { tubeId, uuid } from '@lib/contracts/fields';
import { decideBinding, listBindingReports, reportBinding } from '@lib/contracts/http/batching/bindings';
import { Actor, boundTo, CLOCK, cursorOf, Database, encodeCursor, Idempotency, parse } from '@lib/platform';
import { IdempotencyKey } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { reportSelect } from './binding-report.store.js';
import type { BindingReport } from './binding-report.store.js';
import { DecideBinding } from './decide-binding.handler.js';
import { ReportBinding } from './report-binding.handler.js';

const pageRows = 100;
const question = listBindingReports.query.extend({ cursor: cursorOf(uuid).optional() });

/** Reports that a tube holds other swabs than the record says: made by one person, decided by another. */
@Controller()
export class BindingReportsController {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly report: ReportBinding,
    private readonly decide: DecideBinding,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post(reportBinding.path)
  @HttpCode(200)
  post(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('tubeId') id: string, @Body() body: unknown) {
    const barcode = parse(tubeId, id);
    const said = parse(reportBinding.request, body);
    const route = `POST /v1/tubes/${barcode}/binding-reports`;
    return this.idempotency.run(key, route, body, async (tx) =>
      this.#shown(await this.report.run({ ...said, actor, tubeId: barcode }, tx)),
    );
  }

  @Post(decideBinding.path)
  @HttpCode(200)
  postDecision(
    @Actor() actor: Actor,
    @IdempotencyKey() key: string,
    @Param('bindingReportId') id: string,
    @Body() body: unknown,
  ) {
    const reportId = parse(uuid, id);
    const said = parse(decideBinding.request, body);
    const route = `POST /v1/binding-reports/${reportId}/decide`;
    return this.idempotency.run(key, route, body, async (tx) =>
      this.#shown(await this.decide.run({ ...said, actor, reportId }, tx)),
    );
  }

  @Get(listBindingReports.path)
  async get(@Actor() actor: Actor, @Query() query: unknown) {
    const { campaign = null, state, cursor } = parse(question, query);
    const { site = null, district = null } = boundTo(actor, listBindingReports);
    const rows = await this.database.query<BindingReport>(
      `select ${reportSelect} from binding_reports r
        where r.state = $1 and ($2::text is null or r.site_code = $2) and ($3::text is null or left(r.site_code, 6) = $3)
          and ($4::uuid is null or r.campaign_id = $4) and ($5::uuid is null or r.report_id > $5)
        order by r.report_id limit ${pageRows + 1}`,
      [state, site, district, campaign, cursor?.[0] ?? null],
    );
    const last = rows.length > pageRows ? rows.at(pageRows - 1) : undefined;
    return {
      reports: rows.slice(0, pageRows).map((row) => this.#shown(row)),
      asOf: this.clock.now().toISOString(),
      ...(last === undefined ? {} : { next: encodeCursor(last.reportId) }),
    };
  }

  #shown(report: BindingReport) {
    const isWaiting = report.state === 'proposed';
    return {
      ...report,
      owner: { role: 'site-manager' as const, place: report.siteCode },
      reportedAt: report.reportedAt.toISOString(),
      dueAt: report.dueAt.toISOString(),
      isOverdue: isWaiting && report.dueAt < this.clock.now(),
      decidedAt: report.decidedAt?.toISOString() ?? null,
      nextStep: isWaiting ? stepOf(report) : { zh: '已核定', en: 'decided' },
    };
  }
}

const stepOf = ({ kind }: BindingReport) =>
  kind === 'unbound-swab'
    ? {
        zh: '由另一人核对同通道人员，核准后才召回重采',
        en: 'another person looks at who stood in that lane; only an approval calls them back',
      }
    : {
        zh: '由另一人核实，核实前此管结果不告知本人',
        en: 'another person looks into it; until then the result of this tube is told to nobody of the two',
      };
