import { Refusal } from '@lib/contracts/refusals';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { EndedTask, TaskFollower } from '../tasks/task-followers.js';

/**
 * Nobody is discharged by a word alone: before it the person was moved and admitted, and no isolation of theirs runs any
 * more. Until then the case stays in front of whoever answers for it. Throws MOVE_NOT_NEXT.
 */
@Injectable()
export class DecidedEnds implements TaskFollower {
  async ended(tx: Tx, { task, outcome }: EndedTask): Promise<void> {
    if (task.kind !== 'decide-end' || outcome !== 'discharged') return;
    const [owed] = await tx.query<{ what: string }>(
      `select kind as what from tasks
        where case_id = $1 and state = 'open' and kind in ('order-transfer', 'board-vehicle', 'admit')
       union all
       select 'isolation' from measures
        where campaign_id = $2 and participant_id = $3 and kind = 'isolation' and category = 'infected'
          and ended_at is null and ends_at > $4
       limit 1`,
      [task.caseId, task.campaignId, task.participantId, tx.recordedAt],
    );
    if (owed !== undefined) throw new Refusal('MOVE_NOT_NEXT', { caseId: task.caseId, owed: owed.what });
  }
}
