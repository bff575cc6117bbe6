import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { CallPeople } from '../call-people-back/call-people-back.handler.js';
import { CampaignStore } from '../campaign/campaign.store.js';
import { TaskStore } from '../tasks/task.store.js';
import { owedAfter } from './after-decision.decider.js';
import { resultTask } from './result-task.js';
import { SettledResultStore } from './settled-result.store.js';
import type { SettledResult } from './settled-result.store.js';

/** Two results contradicted each other and somebody decided: from here on the next step is somebody's, with a clock. */
@Injectable()
export class FollowDecisions {
  constructor(
    private readonly settled: SettledResultStore,
    private readonly callPeople: CallPeople,
    private readonly campaigns: CampaignStore,
    private readonly tasks: TaskStore,
  ) {}

  /** In: tubes whose locks the caller holds. A decision is followed once; one that came before its alert waits for it. */
  async run(tx: Tx, tubeIds: readonly string[]): Promise<void> {
    const decided = (await this.settled.follow(tx, tubeIds)).map((one) => ({
      one,
      owed: owedAfter(one.decision, one.doesResultStand),
    }));
    if (decided.length === 0) return;
    const rulesOf = await this.campaigns.rulesOf(
      tx,
      decided.map(({ one }) => one.campaignId),
    );
    await this.callPeople.run(
      decided.flatMap(({ one, owed }) => (owed.draws ? [callFor(one)] : [])),
      tx,
    );
    await this.tasks.open(
      tx,
      decided.flatMap(({ one, owed: { task } }) =>
        task === null ? [] : [resultTask(task, one, rulesOf(one.campaignId), tx.recordedAt)],
      ),
    );
  }
}

const callFor = ({ campaignId, tubeId, siteCode, decidedBy, persons }: SettledResult) => ({
  ...{ campaignId, tubeId, siteCode, orderId: null },
  members: persons.map(({ participantId }, index) => ({
    ...{ position: index + 1, subjectKind: 'person' as const, subjectId: participantId },
  })),
  ...{ reason: 'results-differ' as const, actor: decidedBy, causation: undefined },
});
