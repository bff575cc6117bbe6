import { Refusal } from '@lib/contracts/refusals';
import { insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { SubjectKey } from '../subject/subject-rows.js';

export interface CaseReport extends SubjectKey {
  readonly reportId: string;
  readonly caseId: string;
  readonly siteCode: string;
  readonly districtCode: string;
  readonly reportDueAt: Date;
  readonly investigateDueAt: Date;
  readonly checkDueAt: Date | null;
  readonly reportedBy: string | null;
  readonly checkedBy: string | null;
  readonly investigatedBy: string | null;
  readonly takenBackAt: Date | null;
  readonly withdrawnBy: string | null;
}

export interface NewReport extends SubjectKey {
  readonly reportId: string;
  readonly caseId: string;
  readonly tubeId: string;
  readonly resultVersion: number;
  readonly siteCode: string;
  readonly districtCode: string;
  readonly reportDueAt: Date;
  readonly investigateDueAt: Date;
}

const columns = {
  ...{ report_id: 'uuid', case_id: 'uuid', sequence: 'int', campaign_id: 'uuid', participant_id: 'uuid' },
  ...{ tube_id: 'text', result_version: 'int', site_code: 'text', district_code: 'text' },
  ...{ verified_at: 'timestamptz', report_due_at: 'timestamptz', investigate_due_at: 'timestamptz' },
};

const select = `select report_id as "reportId", case_id as "caseId", campaign_id as "campaignId",
    participant_id as "participantId", site_code as "siteCode", district_code as "districtCode",
    report_due_at as "reportDueAt", investigate_due_at as "investigateDueAt", check_due_at as "checkDueAt",
    reported_by as "reportedBy", checked_by as "checkedBy", investigated_by as "investigatedBy",
    taken_back_at as "takenBackAt", withdrawn_by as "withdrawnBy"
  from case_reports`;

/** The only writer of case reports. */
@Injectable()
export class CaseReportStore {
  async lock(tx: Tx, reportId: string): Promise<CaseReport | undefined> {
    const [found] = await tx.query<CaseReport>(`${select} where report_id = $1 for update`, [reportId]);
    return found;
  }

  async open(tx: Tx, reports: readonly NewReport[]): Promise<void> {
    if (reports.length === 0) return;
    const known = await tx.query<{ caseId: string; last: number }>(
      `select case_id as "caseId", max(sequence)::int as last from case_reports where case_id = any($1::uuid[]) group by 1`,
      [reports.map(({ caseId }) => caseId)],
    );
    const lastOf = new Map(known.map(({ caseId, last }) => [caseId, last]));
    await insertRows(
      tx,
      'case_reports',
      columns,
      reports.map((one) => ({
        ...{ report_id: one.reportId, case_id: one.caseId, sequence: (lastOf.get(one.caseId) ?? 0) + 1 },
        ...{ campaign_id: one.campaignId, participant_id: one.participantId, tube_id: one.tubeId },
        ...{ result_version: one.resultVersion, site_code: one.siteCode, district_code: one.districtCode },
        ...{ verified_at: tx.recordedAt, report_due_at: one.reportDueAt, investigate_due_at: one.investigateDueAt },
      })),
    );
  }

  /** The reports that rest on these tubes and stand. */
  async ofTubes(tx: Tx, tubeIds: readonly string[]): Promise<(CaseReport & { tubeId: string })[]> {
    return tx.query(
      `${select.replace(' from', ', tube_id as "tubeId" from')} where tube_id = any($1::text[]) and taken_back_at is null`,
      [tubeIds],
    );
  }

  /** Out: the reports of these cases that stood, now taken back. */
  async takeBack(tx: Tx, caseIds: readonly string[]): Promise<CaseReport[]> {
    if (caseIds.length === 0) return [];
    const standing = await tx.query<CaseReport>(
      `${select} where case_id = any($1::uuid[]) and taken_back_at is null order by report_id for update`,
      [caseIds],
    );
    await tx.execute('update case_reports set taken_back_at = $2 where report_id = any($1::uuid[])', [
      standing.map(({ reportId }) => reportId),
      tx.recordedAt,
    ]);
    return standing;
  }

  async report(tx: Tx, reportId: string, receipt: string, by: string, checkDueAt: Date): Promise<void> {
    await this.#set(
      tx,
      `update case_reports set reported_at = $4, reported_by = $3, report_receipt = $2, check_due_at = $5
        where report_id = $1 and reported_at is null`,
      [reportId, receipt, by, tx.recordedAt, checkDueAt],
    );
  }

  async check(tx: Tx, reportId: string, by: string): Promise<void> {
    await this.#set(
      tx,
      'update case_reports set checked_at = $3, checked_by = $2 where report_id = $1 and checked_at is null',
      [reportId, by, tx.recordedAt],
    );
  }

  async investigate(tx: Tx, reportId: string, receipt: string, by: string): Promise<void> {
    await this.#set(
      tx,
      `update case_reports set investigated_at = $4, investigated_by = $3, investigation_receipt = $2
        where report_id = $1 and investigated_at is null`,
      [reportId, receipt, by, tx.recordedAt],
    );
  }

  async withdraw(tx: Tx, reportId: string, receipt: string, by: string): Promise<void> {
    await this.#set(
      tx,
      `update case_reports set withdrawn_at = $4, withdrawn_by = $3, withdrawal_receipt = $2
        where report_id = $1 and withdrawn_at is null`,
      [reportId, receipt, by, tx.recordedAt],
    );
  }

  async #set(tx: Tx, sql: string, values: readonly unknown[]): Promise<void> {
    if ((await tx.execute(sql, [...values])) !== 1) throw new Refusal('REPORT_STEP_DONE');
  }
}
