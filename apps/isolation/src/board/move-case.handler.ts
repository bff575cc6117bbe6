import type { BoardCard } from '@lib/contracts/http/isolation/board';
import { Refusal } from '@lib/contracts/refusals';
import { appendAudit } from '@lib/platform';
import type { Actor, Tx } from '@lib/platform';
import type { BoardColumn } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import type { Act } from '../measure-desk/measure-desk.store.js';
import { TakeAlert } from '../take-alert/take-alert.handler.js';
import { requireDoer } from '../tasks/task.decider.js';
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

  /** Throws CASE_CHANGED, CASE_OVER, MOVE_…, TASK_CHANGED, TASK_NOT_YOURS, and what taking an alert throws. */
  async run(tx: Tx, { caseId, to, expectedVersion }: Move, act: Act): Promise<BoardCard> {
    const { card, district } = await this.desk.open(tx, caseId, expectedVersion, act);
    const { actor, commandId } = act;
    switch (stepTo(card.column, to)) {
      case 'take-alert':
        await this.takeAlert.run({ escalationId: card.escalationId, actor, commandId }, tx);
        break;
      case 'take-in-hand':
        await this.#takeInHand(tx, card, actor);
        break;
      case 'reach':
        await this.#finish(tx, 'locate', caseId, 'reached', actor);
        break;
      case 'keep':
        await this.#finish(tx, 'hold', caseId, 'stays', actor);
        break;
    }
    appendAudit(tx, { kind: 'case-moved', object: { kind: 'case', id: caseId }, detail: { from: card.column, to } });
    return this.desk.card(tx, district, caseId);
  }

  // What somebody else has is not taken from them, nor ended over their head: it is offered.
  async #takeInHand(tx: Tx, { caseId }: BoardCard, actor: Actor): Promise<void> {
    const [task] = await this.tasks.openOf(tx, 'locate', [caseId]);
    if (task === undefined) throw new Refusal('MOVE_NOT_NEXT', { caseId });
    requireDoer(task, actor);
    await this.owners.takeInHand(tx, task, actor.id);
  }

  async #finish(tx: Tx, kind: 'locate' | 'hold', caseId: string, outcome: string, actor: Actor): Promise<void> {
    for (const task of await this.tasks.openOf(tx, kind, [caseId])) requireDoer(task, actor);
    await this.tasks.finish(tx, kind, [caseId], { outcome, by: actor.id });
  }
}
