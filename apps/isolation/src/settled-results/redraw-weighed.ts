import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import type { EndedTask, TaskFollower } from '../tasks/task-followers.js';
import { TaskStore } from '../tasks/task.store.js';
import { resultTask } from './result-task.js';
import { SettledResultStore } from './settled-result.store.js';

/** Somebody says, after a swab was drawn again, that the first result is wrong: then its laboratory has to correct it. */
@Injectable()
export class RedrawWeighed implements TaskFollower {
  constructor(
    private readonly settled: SettledResultStore,
    private readonly campaigns: CampaignStore,
    private readonly tasks: TaskStore,
  ) {}

  async ended(tx: Tx, { task, outcome, by }: EndedTask): Promise<void> {
    if (task.kind !== 'weigh-redraw' || outcome !== 'first-is-wrong') return;
    const settled = await this.settled.ofReferral(tx, task.subject);
    if (settled === undefined) throw new Error(`referral ${task.subject} was weighed and never decided on`);
    if (!settled.doesResultStand) return;
    const rules = (await this.campaigns.rulesOf(tx, [settled.campaignId]))(settled.campaignId);
    await this.tasks.open(tx, [resultTask('correct-result', { ...settled, decidedBy: by }, rules, tx.recordedAt)]);
  }
}
