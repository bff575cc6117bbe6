import { SecondResultFoundV1 } from '@lib/contracts/events/lab/second-result-found.v1';
import { SecondResultSettledV1 } from '@lib/contracts/events/lab/second-result-settled.v1';
import { SpecimenReferredV1 } from '@lib/contracts/events/lab/specimen-referred.v1';
import { eventsOf, isEventOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { AlertStore } from '../alert/alert.store.js';
import { CampaignStore } from '../campaign/campaign.store.js';
import { CaseReportStore } from '../case-reports/case-report.store.js';
import { FollowDecisions } from '../settled-results/follow-decisions.handler.js';
import { SettledResultStore } from '../settled-results/settled-result.store.js';
import { taskDue } from '../tasks/task-kinds.js';
import type { TaskKindName } from '../tasks/task-kinds.js';
import { TaskStore } from '../tasks/task.store.js';
import type { TaskEnd } from '../tasks/task.store.js';

/**
 * The second laboratory: referring is done, two results that contradict each other are somebody's task, and what follows
 * from the decision on them is the next one.
 */
@Injectable()
export class OnSecondResult implements EventHandler {
  readonly consumes = [SpecimenReferredV1, SecondResultFoundV1, SecondResultSettledV1];

  constructor(
    private readonly alerts: AlertStore,
    private readonly reports: CaseReportStore,
    private readonly campaigns: CampaignStore,
    private readonly settled: SettledResultStore,
    private readonly decisions: FollowDecisions,
    private readonly tasks: TaskStore,
  ) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    // The locks of whoever speaks of a tube come first, as where an alert arrives or is taken back.
    await this.alerts.lockTubes(tx, events.flatMap(tubeOf));
    // A contradiction and the decision on it may be heard at once: one after the other, as they were told.
    for (const event of events) {
      if (isEventOf(SpecimenReferredV1, event)) {
        const { tubeId, referredBy } = event.data;
        await this.#finish(tx, 'refer-specimen', tubeId, { outcome: 'referred', by: referredBy });
      } else if (isEventOf(SecondResultFoundV1, event)) {
        if (!event.data.agrees) await this.#contradict(tx, event.data);
      } else if (isEventOf(SecondResultSettledV1, event)) {
        const { tubeId, decision, decidedBy } = event.data;
        await this.#finish(tx, 'settle-results', tubeId, { outcome: decision, by: decidedBy });
      }
    }
    const settled = eventsOf(SecondResultSettledV1, events).map(({ data }) => data);
    await this.settled.keep(tx, settled);
    await this.decisions.run(
      tx,
      settled.map(({ tubeId }) => tubeId),
    );
  }

  async #finish(tx: Tx, kind: TaskKindName, tubeId: string, end: TaskEnd): Promise<void> {
    const about = await this.reports.ofTubes(tx, [tubeId]);
    const subjects = about.map(({ reportId }) => reportId);
    await this.tasks.finish(tx, kind, subjects, end);
  }

  async #contradict(tx: Tx, { tubeId, campaignId, labCode }: { tubeId: string; campaignId: string; labCode: string }) {
    const about = await this.reports.ofTubes(tx, [tubeId]);
    const rules = (await this.campaigns.rulesOf(tx, [campaignId]))(campaignId);
    await this.tasks.openNext(
      tx,
      about.map(({ reportId, caseId, participantId, siteCode, districtCode }) => ({
        ...{ kind: 'settle-results' as const, subject: reportId, campaignId, participantId, caseId, siteCode },
        ...{ districtCode, dueAt: taskDue('settle-results', tx.recordedAt, rules), openedBy: 'isolation' },
        ...{ detail: { labCode }, policyVersion: rules.policyVersion },
      })),
    );
  }
}

const tubeOf = (event: ReceivedEvent): string[] =>
  isEventOf(SpecimenReferredV1, event) ||
  isEventOf(SecondResultFoundV1, event) ||
  isEventOf(SecondResultSettledV1, event)
    ? [event.data.tubeId]
    : [];
