import { Database, Log, Rounds, Shutdown } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import { minutesAfter } from '../subject/subject.js';
import { TaskStore } from './task.store.js';

const everyMs = 1_000; // How much later than its clock a task may be told.
const tasksPerCommit = 200; // A wave of a thousand pools runs over its clock at once; each commit stays short.

/** Looks every second for tasks that ran over their clock and tells the next level of each. Several replicas may. */
@Injectable()
export class WatchTasksWorker implements OnApplicationBootstrap {
  constructor(
    private readonly database: Database,
    private readonly tasks: TaskStore,
    private readonly campaigns: CampaignStore,
    private readonly log: Log,
    private readonly shutdown: Shutdown,
  ) {}

  onApplicationBootstrap(): void {
    Rounds.start({
      ...{ name: 'watch-tasks', everyMilliseconds: everyMs, log: this.log, shutdown: this.shutdown },
      turn: () => this.look(),
    });
  }

  /** Out: how many levels were told. */
  async look(): Promise<number> {
    let total = 0;
    for (;;) {
      const told = await this.database.transaction((tx) => this.#tell(tx));
      total += told;
      if (told < tasksPerCommit) return total;
    }
  }

  async #tell(tx: Tx): Promise<number> {
    const overdue = await this.tasks.lockOverdue(tx, tasksPerCommit);
    if (overdue.length === 0) return 0;
    const rulesOf = await this.campaigns.rulesOf(
      tx,
      overdue.map(({ campaignId }) => campaignId),
    );
    await this.tasks.tellOverdue(tx, overdue, ({ campaignId, dueAt }, level) => {
      const rules = rulesOf(campaignId);
      const minutes = rules.policy.taskLadderMinutes[level - 1];
      return minutes === undefined ? null : minutesAfter(dueAt, minutes, rules);
    });
    return overdue.length;
  }
}
