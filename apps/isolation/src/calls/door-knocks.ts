import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { EndedTask, TaskFollower } from '../tasks/task-followers.js';
import { TaskStore } from '../tasks/task.store.js';

/** Whoever was found at the door is reached: nobody calls them for it any more. */
@Injectable()
export class DoorKnocks implements TaskFollower {
  constructor(private readonly tasks: TaskStore) {}

  async ended(tx: Tx, { task, outcome, by }: EndedTask): Promise<void> {
    if (task.kind !== 'door-knock' || task.participantId === null) return;
    if (outcome !== 'found' && outcome !== 'declines') return;
    const cases = await tx.query<{ caseId: string }>(
      'select case_id as "caseId" from cases where campaign_id = $1 and participant_id = $2',
      [task.campaignId, task.participantId],
    );
    const caseIds = cases.map(({ caseId }) => caseId);
    await this.tasks.finish(tx, 'locate', caseIds, { outcome: 'at-the-door', by });
  }
}
