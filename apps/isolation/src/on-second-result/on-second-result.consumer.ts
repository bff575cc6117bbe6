import { SecondResultFoundV1 } from '@lib/contracts/events/lab/second-result-found.v1';
import { SecondResultSettledV1 } from '@lib/contracts/events/lab/second-result-settled.v1';
import { SpecimenReferredV1 } from '@lib/contracts/events/lab/specimen-referred.v1';
import { eventsOf, isEventOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import { CaseReportStore } from '../case-reports/case-report.store.js';
import { taskDue } from '../tasks/task-kinds.js';
import { TaskStore } from '../tasks/task.store.js';

/** The second laboratory: referring is done, and two results that contradict each other are somebody's task. */
@Injectable()
export class OnSecondResult implements EventHandler {
  readonly consumes = [SpecimenReferredV1, SecondResultFoundV1, SecondResultSettledV1];

  constructor(
    private readonly reports: CaseReportStore,
    private readonly campaigns: CampaignStore,
    private readonly tasks: TaskStore,
  ) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    for (const event of events) {
      if (isEventOf(SpecimenReferredV1, event)) {
        const about = await this.reports.ofTubes(tx, [event.data.tubeId]);
        const subjects = about.map(({ reportId }) => reportId);
        await this.tasks.finish(tx, 'refer-specimen', subjects, { outcome: 'referred', by: event.data.referredBy });
      }
      if (isEventOf(SecondResultSettledV1, event)) await this.#settle(tx, event.data);
    }
    for (const { data } of eventsOf(SecondResultFoundV1, events)) if (!data.agrees) await this.#contradict(tx, data);
  }

  async #settle(tx: Tx, { tubeId, decision, decidedBy }: { tubeId: string; decision: string; decidedBy: string }) {
    const about = await this.reports.ofTubes(tx, [tubeId]);
    const subjects = about.map(({ reportId }) => reportId);
    await this.tasks.finish(tx, 'settle-results', subjects, { outcome: decision, by: decidedBy });
  }

  async #contradict(tx: Tx, { tubeId, campaignId, labCode }: { tubeId: string; campaignId: string; labCode: string }) {
    const about = await this.reports.ofTubes(tx, [tubeId]);
    const rules = (await this.campaigns.rulesOf(tx, [campaignId]))(campaignId);
    await this.tasks.open(
      tx,
      about.map(({ reportId, caseId, participantId, siteCode, districtCode }) => ({
        ...{
          kind: 'settle-results' as const,
          subject: reportId,
          campaignId,
          participantId,
          caseId,
          siteCode,
          districtCode,
        },
        ...{ dueAt: taskDue('settle-results', tx.recordedAt, rules), openedBy: 'isolation', detail: { labCode } },
        policyVersion: rules.policyVersion,
      })),
    );
  }
}
