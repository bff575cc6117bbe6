import type { BoardCard } from '@lib/contracts/http/isolation/board';
import { Refusal } from '@lib/contracts/refusals';
import { appendAudit } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { BoardColumn } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import type { Act } from '../measure-desk/measure-desk.store.js';
import { TakeAlert } from '../take-alert/take-alert.handler.js';
import { TaskOwners } from '../tasks/task-owners.store.js';
import { TaskStore } from '../tasks/task.store.js';
import { CaseDesk } from './case-desk.js';
import { stepTo } from './move.decider.js';

export interface Move {
  readonly caseId: string;
  readonly to: BoardColumn;
  readonly expectedVersion: number;
}

/** "Move to…": the card is not pushed, the step is done, and the card follows. */
@Injectable()
export class MoveCase {
  constructor(
    private readonly desk: CaseDesk,
    private readonly tasks: TaskStore,
    private readonly owners: TaskOwners,
    private readonly takeAlert: TakeAlert,
  ) {}

  /** Throws CASE_CHANGED, CASE_OVER, MOVE_…, and what taking an alert throws. */
  async run(tx: Tx, { caseId, to, expectedVersion }: Move, act: Act): Promise<BoardCard> {
    const { card, district } = await this.desk.open(tx, caseId, expectedVersion, act);
    const { actor, commandId } = act;
    const by = actor.id;
    switch (stepTo(card.column, to)) {
      case 'take-alert':
        await this.takeAlert.run({ escalationId: card.escalationId, actor, commandId }, tx);
        break;
      case 'take-in-hand':
        await this.#takeInHand(tx, card, by);
        break;
      case 'reach':
        await this.tasks.finish(tx, 'locate', [caseId], { outcome: 'reached', by });
        break;
      case 'keep':
        await this.tasks.finish(tx, 'hold', [caseId], { outcome: 'stays', by });
        break;
    }
    appendAudit(tx, { kind: 'case-moved', object: { kind: 'case', id: caseId }, detail: { from: card.column, to } });
    return this.desk.card(tx, district, caseId);
  }

  // What somebody else has is not taken from them: it is offered.
  async #takeInHand(tx: Tx, { caseId }: BoardCard, by: string): Promise<void> {
    const [task] = await this.tasks.openOf(tx, 'locate', [caseId]);
    if (task === undefined) throw new Refusal('MOVE_NOT_NEXT', { caseId });
    if (task.ownerPerson !== null && task.ownerPerson !== by) {
      throw new Refusal('TASK_CHANGED', { owner: task.ownerPerson, version: task.version });
    }
    await this.owners.takeInHand(tx, task, by);
  }
}
