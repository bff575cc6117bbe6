import type { TaskView } from '@lib/contracts/http/isolation/tasks';
import { taskKindOf } from './task-kinds.js';
import type { TaskKind } from './task-kind.js';
import type { Task } from './task.js';

/** A task as a page shows it, at the moment `asOf`. */
export function shownTask(task: Task, asOf: Date): TaskView {
  const { policyVersion: _version, endedBy: _by, offer, ...plain } = task;
  return {
    ...plain,
    ...kindOf(task),
    takenAt: textOf(task.takenAt),
    offer: offer && { ...offer, at: offer.at.toISOString() },
    openedAt: task.openedAt.toISOString(),
    beginsAt: task.beginsAt.toISOString(),
    dueAt: task.dueAt.toISOString(),
    isOverdue: task.state === 'open' && task.dueAt <= asOf,
    endedAt: textOf(task.endedAt),
  };
}

const textOf = (at: Date | null): string | null => at?.toISOString() ?? null;

function kindOf({ kind: name }: Task) {
  const kind: TaskKind = taskKindOf(name) ?? { ...unknown, zh: name, en: name };
  const { zh, en, isEdge = false, finishedBy, outcomes = ['done'] } = kind;
  return { kindWords: { zh, en }, isEdge, finishedBy, outcomes: [...outcomes] };
}

// A row of a newer version of the house: nothing can be done with it here but to look at it.
const unknown = { ownerRole: 'cdc-duty', minutes: () => 0, finishedBy: 'act' } as const;
