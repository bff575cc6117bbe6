import type { Tx } from '@lib/platform';
import type { Role } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import { DispatchLadder } from '../dispatch/dispatch-ladder.store.js';
import { DispatchStore } from '../dispatch/dispatch.store.js';
import type { PlannedDispatch } from '../fan-out/fan-out.decider.js';

interface OverdueTask {
  readonly isOver: false;
  readonly taskId: string;
  readonly campaignId: string;
  readonly siteCode: string;
  readonly districtCode: string;
  readonly ownerRole: Role;
  /** From 1; each level says that the silence has gone on. */
  readonly level: number;
  readonly dueAt: string;
}

interface EndedTask {
  readonly isOver: true;
  readonly taskId: string;
  readonly how: 'done' | 'cancelled' | 'moved';
}

export type ToldTask = OverdueTask | EndedTask;

/** Calls for tasks that ran over their clock, as alerts do: one dispatch for each clock that was missed. */
@Injectable()
export class CallForTasks {
  constructor(
    private readonly dispatches: DispatchStore,
    private readonly ladder: DispatchLadder,
  ) {}

  /** In the order of their telling: what was overdue and is done needs nobody, and may be overdue again later. */
  async run(tx: Tx, told: readonly ToldTask[]): Promise<void> {
    for (const group of inTurns(told)) {
      const overdue = group.filter((one): one is OverdueTask => !one.isOver);
      const ended = group.filter((one): one is EndedTask => one.isOver);
      await this.dispatches.open(tx, overdue.map(planOf));
      const levels = new Map(overdue.map(({ taskId, level }) => [taskId, level - 1]));
      if (levels.size > 0) await this.ladder.climbNow(tx, levels);
      for (const [how, tasks] of Map.groupBy(ended, (one) => one.how)) {
        await this.dispatches.endOf(
          tx,
          'task_id',
          tasks.map(({ taskId }) => taskId),
          `task-${how}`,
        );
      }
    }
  }
}

/** Runs of one kind, so that a chunk of a thousand costs a few statements and nothing overtakes its own past. */
function inTurns(told: readonly ToldTask[]): ToldTask[][] {
  const turns: ToldTask[][] = [];
  for (const one of told) {
    const last = turns.at(-1);
    if (last !== undefined && last[0]?.isOver === one.isOver) last.push(one);
    else turns.push([one]);
  }
  return turns;
}

const planOf = ({ taskId, campaignId, siteCode, districtCode, ownerRole, dueAt }: OverdueTask): PlannedDispatch => ({
  escalationId: null,
  taskId,
  campaignId,
  kind: 'overdue-task',
  slot: `overdue:${dueAt}`,
  siteCode,
  districtCode,
  divisionCode: null,
  standsIn: false,
  roleDue: ownerRole,
});
