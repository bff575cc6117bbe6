import { BindingDecidedV1 } from '@lib/contracts/events/batching/binding-decided.v1';
import { BindingReportedV1 } from '@lib/contracts/events/batching/binding-reported.v1';
import type { ContentOf } from '@lib/contracts/event';
import { eventsOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { CallPeople } from '../call-people-back/call-people-back.handler.js';
import type { CallPeopleBack } from '../call-people-back/call-people-back.handler.js';
import type { NewTask } from '../tasks/task.js';
import { TaskStore } from '../tasks/task.store.js';
import { SealedTubeStore } from '../waits/sealed-tube.store.js';

/** A tube holds other swabs than the record says: a report is a task of the site, and only an approval calls people back. */
@Injectable()
export class OnBindingDoubted implements EventHandler {
  readonly consumes = [BindingReportedV1, BindingDecidedV1];

  constructor(
    private readonly tasks: TaskStore,
    private readonly callPeople: CallPeople,
    private readonly tubes: SealedTubeStore,
  ) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    const decided = eventsOf(BindingDecidedV1, events);
    await this.tasks.open(
      tx,
      eventsOf(BindingReportedV1, events).map(({ data }) => taskOf(data)),
    );
    for (const { data } of decided) {
      await this.tasks.finish(tx, 'decide-binding', [data.reportId], { outcome: data.decision, by: data.decidedBy });
    }
    const approved = decided.filter(({ data }) => data.decision === 'approved');
    if (approved.length === 0) return;
    await this.tubes.doubt(
      tx,
      approved.map(({ data }) => data),
    );
    await this.callPeople.run(approved.map(callOf), tx);
  }
}

const taskOf = ({ reportId, kind, tubeId, ...report }: ContentOf<typeof BindingReportedV1>): NewTask => ({
  kind: 'decide-binding',
  ...{ campaignId: report.campaignId, participantId: null, subject: reportId, siteCode: report.siteCode },
  // Heard late, it began when it was said, and may be due already.
  beginsAt: new Date(report.reportedAt),
  dueAt: new Date(report.dueAt),
  detail: { kind, tubeId, people: report.people.length },
  openedBy: report.reportedBy,
  policyVersion: 0,
});

function callOf(event: ReceivedEvent<typeof BindingDecidedV1>): CallPeopleBack {
  const { campaignId, tubeId, siteCode, kind, people, decidedBy } = event.data;
  const members = people.map(({ participantId }) => ({
    position: 1,
    subjectKind: 'person' as const,
    subjectId: participantId,
  }));
  return { campaignId, tubeId, siteCode, orderId: null, members, reason: kind, actor: decidedBy, causation: event };
}
