import { IDS } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { districtOfSite } from '@lib/vocabulary';
import type { Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import type { CaseFollower, Changed } from '../subject/followers.js';
import { standingOf } from '../subject/standing.decider.js';
import { taskDue } from '../tasks/task-kinds.js';
import type { TaskKindName } from '../tasks/task-kinds.js';
import { TaskStore } from '../tasks/task.store.js';
import type { NewTask } from '../tasks/task.js';
import { CaseReportStore } from './case-report.store.js';
import type { CaseReport, NewReport } from './case-report.store.js';

const owed = [
  'report-case',
  'verify-report',
  'investigate',
  'refer-specimen',
  'settle-results',
] as const satisfies TaskKindName[];
const isVerified = ({ case: one }: Changed['after']): boolean => one?.state === 'verified';

/**
 * A verified case owes a report and an investigation, each with its clock, from the transaction that verified it. When it
 * is verified no more, what is owed is cancelled; what was reported already is to be withdrawn, by somebody and in time.
 */
@Injectable()
export class VerifiedCases implements CaseFollower {
  constructor(
    private readonly reports: CaseReportStore,
    private readonly tasks: TaskStore,
    private readonly campaigns: CampaignStore,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  async follow(tx: Tx, changed: readonly Changed[]): Promise<void> {
    const fresh = changed.filter(({ before, after }) => !isVerified(before) && isVerified(after));
    const gone = changed.filter(({ before, after }) => isVerified(before) && !isVerified(after));
    if (fresh.length > 0) await this.#owe(tx, fresh);
    if (gone.length > 0) await this.#takeBack(tx, gone);
  }

  async #owe(tx: Tx, fresh: readonly Changed[]): Promise<void> {
    const rulesOf = await this.#rules(tx, fresh);
    const opened = fresh.flatMap(({ after }) => {
      const standing = standingOf(after);
      if (after.case === null || standing?.state !== 'verified') return [];
      const { campaignId, participantId } = after;
      const { caseId, siteCode } = after.case;
      const rules = rulesOf(campaignId);
      const report: NewReport = {
        ...{ reportId: this.ids.uuid7(), caseId, campaignId, participantId, siteCode },
        ...{ tubeId: standing.by.tubeId, resultVersion: standing.by.resultVersion },
        districtCode: districtOfSite(siteCode),
        reportDueAt: taskDue('report-case', tx.recordedAt, rules),
        investigateDueAt: taskDue('investigate', tx.recordedAt, rules),
      };
      return [{ report, rules }];
    });
    await this.reports.open(
      tx,
      opened.map(({ report }) => report),
    );
    const tasks = opened.flatMap(({ report, rules: { policyVersion, ...rules } }): NewTask[] => [
      taskOf('report-case', report, report.reportDueAt, policyVersion),
      taskOf('investigate', report, report.investigateDueAt, policyVersion),
      taskOf(
        'refer-specimen',
        report,
        taskDue('refer-specimen', tx.recordedAt, { policyVersion, ...rules }),
        policyVersion,
      ),
    ]);
    await this.tasks.open(tx, tasks);
  }

  async #takeBack(tx: Tx, gone: readonly Changed[]): Promise<void> {
    const rulesOf = await this.#rules(tx, gone);
    const taken = await this.reports.takeBack(
      tx,
      gone.flatMap(({ after }) => (after.case === null ? [] : [after.case.caseId])),
    );
    const subjects = taken.map(({ reportId }) => reportId);
    for (const kind of owed) await this.tasks.cancel(tx, kind, subjects, 'case-not-verified');
    const reported = taken.filter(({ reportedBy }) => reportedBy !== null);
    const tasks = reported.map((report) => {
      const rules = rulesOf(report.campaignId);
      return taskOf('withdraw-report', report, taskDue('withdraw-report', tx.recordedAt, rules), rules.policyVersion);
    });
    await this.tasks.open(tx, tasks);
  }

  #rules(tx: Tx, changed: readonly Changed[]) {
    return this.campaigns.rulesOf(
      tx,
      changed.map(({ after }) => after.campaignId),
    );
  }
}

function taskOf(kind: TaskKindName, report: CaseReport | NewReport, dueAt: Date, policyVersion: number): NewTask {
  const { reportId, caseId, campaignId, participantId, siteCode, districtCode } = report;
  const about = { campaignId, participantId, caseId, siteCode, districtCode };
  return { kind, ...about, subject: reportId, dueAt, openedBy: 'isolation', policyVersion };
}
