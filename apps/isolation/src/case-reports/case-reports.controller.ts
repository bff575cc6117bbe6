import { instant, uuid } from '@lib/contracts/fields';
import {
  caseInvestigated,
  caseReported,
  caseReportWithdrawn,
  checkCaseReport,
  listCaseReports,
} from '@lib/contracts/http/isolation/case-reports';
import type { RouteContract } from '@lib/contracts/route';
import {
  Actor,
  boundTo,
  CLOCK,
  cursorOf,
  Database,
  encodeCursor,
  Idempotency,
  IdempotencyKey,
  parse,
} from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import type { Act } from '../measure-desk/measure-desk.store.js';
import { CaseReports } from './case-reports.handler.js';

const pageRows = 100;
const query = listCaseReports.query.extend({ cursor: cursorOf(instant, uuid).optional() });

// Open: a step is owed. What was never reported and is taken back owes nothing.
const isOpen = `case when r.taken_back_at is null then num_nulls(r.reported_at, r.checked_at, r.investigated_at) > 0
  else r.reported_at is not null and r.withdrawn_at is null end`;

@Controller()
export class CaseReportsController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly reports: CaseReports,
    @Inject(Database) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(listCaseReports.path)
  async list(@Actor() actor: Actor, @Query() asked: unknown) {
    const { state, cursor } = parse(query, asked);
    const [verifiedAt = null, id = null] = cursor ?? [];
    const rows = await this.database.query<{ reportId: string; verifiedAt: Date }>(
      `select r.report_id as "reportId", r.case_id as "caseId", r.campaign_id as "campaignId",
              r.participant_id as "participantId", r.tube_id as "tubeId", r.site_code as "siteCode",
              r.district_code as "districtCode", date_trunc('milliseconds', r.verified_at) as "verifiedAt",
              r.report_due_at as "reportDueAt", r.investigate_due_at as "investigateDueAt",
              r.reported_at as "reportedAt", r.reported_by as "reportedBy", r.report_receipt as "reportReceipt",
              r.check_due_at as "checkDueAt", r.checked_at as "checkedAt", r.checked_by as "checkedBy",
              r.investigated_at as "investigatedAt", r.investigated_by as "investigatedBy",
              r.investigation_receipt as "investigationReceipt", r.taken_back_at as "takenBackAt",
              r.withdrawn_at as "withdrawnAt", r.withdrawal_receipt as "withdrawalReceipt",
              (coalesce(r.reported_at, r.taken_back_at, clock_timestamp()) > r.report_due_at
                or coalesce(r.checked_at, r.taken_back_at, clock_timestamp()) > r.check_due_at
                or coalesce(r.investigated_at, r.taken_back_at, clock_timestamp()) > r.investigate_due_at) is true as "isLate"
         from case_reports r
        where ($1::text is null or r.district_code = $1) and ($2 = 'all' or ${isOpen})
          and ($3::timestamptz is null or (date_trunc('milliseconds', r.verified_at), r.report_id) > ($3, $4::uuid))
        order by date_trunc('milliseconds', r.verified_at), r.report_id limit ${pageRows + 1}`,
      [boundTo(actor, listCaseReports).district ?? null, state, verifiedAt, id],
    );
    const reports = rows.slice(0, pageRows);
    const last = rows.length > pageRows ? reports.at(-1) : undefined;
    const next = last === undefined ? {} : { next: encodeCursor(last.verifiedAt.toISOString(), last.reportId) };
    return { reports, asOf: this.clock.now().toISOString(), ...next };
  }

  @Post(caseReported.path)
  @HttpCode(200)
  reported(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('reportId') id: string, @Body() body: unknown) {
    const { receiptNumber } = parse(caseReported.request, body);
    return this.#step(actor, key, id, caseReported, body, (tx, reportId, act) =>
      this.reports.reported(tx, reportId, receiptNumber, act),
    );
  }

  @Post(checkCaseReport.path)
  @HttpCode(200)
  checked(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('reportId') id: string, @Body() body: unknown) {
    parse(checkCaseReport.request, body);
    return this.#step(actor, key, id, checkCaseReport, {}, (tx, reportId, act) =>
      this.reports.checked(tx, reportId, act),
    );
  }

  @Post(caseInvestigated.path)
  @HttpCode(200)
  investigated(
    @Actor() actor: Actor,
    @IdempotencyKey() key: string,
    @Param('reportId') id: string,
    @Body() body: unknown,
  ) {
    const { receiptNumber } = parse(caseInvestigated.request, body);
    return this.#step(actor, key, id, caseInvestigated, body, (tx, reportId, act) =>
      this.reports.investigated(tx, reportId, receiptNumber, act),
    );
  }

  @Post(caseReportWithdrawn.path)
  @HttpCode(200)
  withdrawn(
    @Actor() actor: Actor,
    @IdempotencyKey() key: string,
    @Param('reportId') id: string,
    @Body() body: unknown,
  ) {
    const { receiptNumber } = parse(caseReportWithdrawn.request, body);
    return this.#step(actor, key, id, caseReportWithdrawn, body, (tx, reportId, act) =>
      this.reports.withdrawn(tx, reportId, receiptNumber, act),
    );
  }

  #step<A>(
    actor: Actor,
    key: string,
    id: string,
    route: RouteContract,
    body: unknown,
    work: (tx: Tx, reportId: string, act: Act) => Promise<A>,
  ): Promise<A> {
    const reportId = parse(uuid, id);
    return this.idempotency.run(key, `${route.path}/${reportId}`, body, (tx) =>
      work(tx, reportId, { actor, commandId: key, route }),
    );
  }
}
