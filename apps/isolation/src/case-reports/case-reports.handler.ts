import { Refusal } from '@lib/contracts/refusals';
import { appendAudit, requireOwn } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import type { Act } from '../measure-desk/measure-desk.store.js';
import { taskDue } from '../tasks/task-kinds.js';
import { TaskStore } from '../tasks/task.store.js';
import { CaseReportStore } from './case-report.store.js';
import type { CaseReport } from './case-report.store.js';

/**
 * Records that the statutory report was made, checked by another person, investigated, or withdrawn; each with the number
 * that came back. The house sends nothing itself: a person reports to the national network and brings the receipt.
 */
@Injectable()
export class CaseReports {
  constructor(
    private readonly reports: CaseReportStore,
    private readonly campaigns: CampaignStore,
    private readonly tasks: TaskStore,
  ) {}

  /** Throws REPORT_UNKNOWN, REPORT_STEP_DONE, REPORT_TAKEN_BACK. The clock of the check begins. */
  async reported(tx: Tx, reportId: string, receiptNumber: string, act: Act) {
    const report = await this.#lockStanding(tx, reportId, act);
    if (report.reportedBy !== null) throw new Refusal('REPORT_STEP_DONE', { reportId });
    const rules = (await this.campaigns.rulesOf(tx, [report.campaignId]))(report.campaignId);
    const dueAt = taskDue('verify-report', tx.recordedAt, rules);
    await this.reports.report(tx, reportId, receiptNumber, act.actor.id, dueAt);
    await this.tasks.finish(tx, 'report-case', [reportId], { outcome: 'reported', by: act.actor.id });
    const { campaignId, participantId, caseId, siteCode, districtCode } = report;
    const about = { campaignId, participantId, caseId, siteCode, districtCode, subject: reportId };
    await this.tasks.open(tx, [
      { kind: 'verify-report', ...about, dueAt, openedBy: act.actor.id, policyVersion: rules.policyVersion },
    ]);
    return this.#done(tx, report, 'reported', report.reportDueAt);
  }

  /** Throws REPORT_UNKNOWN, REPORT_STEP_EARLY, REPORT_STEP_DONE, REPORT_TAKEN_BACK, SECOND_SIGNATURE_NEEDED. */
  async checked(tx: Tx, reportId: string, act: Act) {
    const report = await this.#lockStanding(tx, reportId, act);
    if (report.reportedBy === null) throw new Refusal('REPORT_STEP_EARLY', { reportId });
    if (report.checkedBy !== null) throw new Refusal('REPORT_STEP_DONE', { reportId });
    if (report.reportedBy === act.actor.id) throw new Refusal('SECOND_SIGNATURE_NEEDED', { reportId });
    await this.reports.check(tx, reportId, act.actor.id);
    await this.tasks.finish(tx, 'verify-report', [reportId], { outcome: 'checked', by: act.actor.id });
    return this.#done(tx, report, 'checked', report.checkDueAt);
  }

  /** Throws REPORT_UNKNOWN, REPORT_STEP_DONE, REPORT_TAKEN_BACK. */
  async investigated(tx: Tx, reportId: string, receiptNumber: string, act: Act) {
    const report = await this.#lockStanding(tx, reportId, act);
    if (report.investigatedBy !== null) throw new Refusal('REPORT_STEP_DONE', { reportId });
    await this.reports.investigate(tx, reportId, receiptNumber, act.actor.id);
    await this.tasks.finish(tx, 'investigate', [reportId], { outcome: 'investigated', by: act.actor.id });
    return this.#done(tx, report, 'investigated', report.investigateDueAt);
  }

  /** Throws REPORT_UNKNOWN, REPORT_STEP_EARLY while it stands or was never made, REPORT_STEP_DONE. */
  async withdrawn(tx: Tx, reportId: string, receiptNumber: string, act: Act) {
    const report = await this.#lock(tx, reportId, act);
    if (report.takenBackAt === null || report.reportedBy === null) throw new Refusal('REPORT_STEP_EARLY', { reportId });
    if (report.withdrawnBy !== null) throw new Refusal('REPORT_STEP_DONE', { reportId });
    await this.reports.withdraw(tx, reportId, receiptNumber, act.actor.id);
    const [open] = await this.tasks.openOf(tx, 'withdraw-report', [reportId]);
    await this.tasks.finish(tx, 'withdraw-report', [reportId], { outcome: 'withdrawn', by: act.actor.id });
    return this.#done(tx, report, 'withdrawn', open?.dueAt ?? null);
  }

  #done(tx: Tx, { reportId, caseId }: CaseReport, step: string, dueAt: Date | null) {
    appendAudit(tx, {
      kind: 'case-reported',
      object: { kind: 'case', id: caseId },
      detail: { report: reportId, step },
    });
    return { reportId, at: tx.recordedAt.toISOString(), isLate: dueAt !== null && tx.recordedAt > dueAt };
  }

  async #lockStanding(tx: Tx, reportId: string, act: Act): Promise<CaseReport> {
    const report = await this.#lock(tx, reportId, act);
    if (report.takenBackAt !== null) throw new Refusal('REPORT_TAKEN_BACK', { reportId });
    return report;
  }

  async #lock(tx: Tx, reportId: string, { actor, route }: Act): Promise<CaseReport> {
    const found = await this.reports.lock(tx, reportId);
    requireOwn(actor, route, found && { district: found.districtCode }, { reportId });
    if (found === undefined) throw new Error('a report without a record belongs to nobody');
    return found;
  }
}
