import type { Tx } from '@lib/platform';
import type { Task } from './task.js';

/** A task that its owner ended by word. */
export interface EndedTask {
  readonly task: Task;
  readonly outcome: string;
  readonly by: string;
}

/** What follows when an owner ends a task by word: it writes in the same transaction. */
export interface TaskFollower {
  /** In: one task of any kind, locked and already ended. Throws to undo the whole transaction. */
  ended(tx: Tx, ended: EndedTask): Promise<void>;
}

/** The followers of the house, in the order in which they are called. */
export const TASK_FOLLOWERS = Symbol('TASK_FOLLOWERS');
