import type { RouteContract } from '@lib/contracts/route';
import { Refusal } from '@lib/contracts/refusals';
import { appendAudit, requireOwn } from '@lib/platform';
import type { Actor, Tx } from '@lib/platform';
import { Inject, Injectable } from '@nestjs/common';
import { accept, decline, isSeenBy, offer, requireEnd, requireSeen, take } from './task.decider.js';
import type { Recipient } from './task.decider.js';
import { TASK_FOLLOWERS } from './task-followers.js';
import type { TaskFollower } from './task-followers.js';
import { TaskOwners } from './task-owners.store.js';
import { TaskStore } from './task.store.js';
import type { Task } from './task.js';

/** Whose word about which task, and which version of it they saw. */
export interface TaskAct {
  readonly taskId: string;
  readonly expectedVersion: number;
  readonly actor: Actor;
  readonly route: RouteContract;
}

/** What a person does with a task: takes it, hands it on, says that it is done. */
@Injectable()
export class TaskActs {
  constructor(
    private readonly tasks: TaskStore,
    private readonly owners: TaskOwners,
    @Inject(TASK_FOLLOWERS) private readonly followers: readonly TaskFollower[],
  ) {}

  /** Throws TASK_CHANGED when somebody else has it, TASK_NOT_YOURS for another role's. */
  async take(tx: Tx, act: TaskAct): Promise<Task> {
    return this.#keep(tx, act, 'task-taken', (task) => take(task, act.actor, tx.recordedAt));
  }

  /** Throws TASK_NOT_YOURS when the caller neither has it nor oversees it. */
  async offer(tx: Tx, act: TaskAct, to: Recipient): Promise<Task> {
    return this.#keep(tx, act, 'task-offered', (task) => offer(task, to, act.actor, tx.recordedAt));
  }

  /** Throws TASK_NOT_OFFERED, TASK_NOT_YOURS. */
  async accept(tx: Tx, act: TaskAct): Promise<Task> {
    return this.#keep(tx, act, 'task-accepted', (task) => accept(task, act.actor, tx.recordedAt));
  }

  /** Throws TASK_NOT_OFFERED, TASK_NOT_YOURS. */
  async decline(tx: Tx, act: TaskAct): Promise<Task> {
    return this.#keep(tx, act, 'task-declined', (task) => decline(task, act.actor));
  }

  /** Throws TASK_ENDS_BY_ITS_ACT, TASK_NOT_YOURS, TASK_OUTCOME_UNKNOWN. */
  async end(tx: Tx, act: TaskAct, outcome: string): Promise<Task> {
    const task = await this.#find(tx, act);
    requireEnd(task, outcome, act.actor);
    await this.tasks.finishOne(tx, task, { outcome, by: act.actor.id });
    for (const follower of this.followers) await follower.ended(tx, { task, outcome, by: act.actor.id });
    this.#audit(tx, task, 'task-done', { outcome });
    return this.#now(tx, task);
  }

  async #keep(tx: Tx, act: TaskAct, kind: AuditedAct, decision: (task: Task) => Task): Promise<Task> {
    const task = await this.#find(tx, act);
    const next = decision(task);
    if (next === task) return task;
    await this.owners.keepOwner(tx, next);
    this.#audit(tx, task, kind, {});
    return this.#now(tx, task);
  }

  // A task of another district or site looks like one that does not exist.
  async #find(tx: Tx, { taskId, expectedVersion, actor, route }: TaskAct): Promise<Task> {
    const task = await this.tasks.lock(tx, taskId);
    requireOwn(actor, route, task && { district: task.districtCode, site: task.siteCode }, { taskId });
    if (task === undefined) throw new Error('a task without a record belongs to nobody');
    if (!isSeenBy(task, actor)) throw new Refusal('TASK_NOT_YOURS', { taskId });
    requireSeen(task, expectedVersion);
    return task;
  }

  async #now(tx: Tx, { taskId }: Task): Promise<Task> {
    const task = await this.tasks.lock(tx, taskId);
    if (task === undefined) throw new Error(`task ${taskId} vanished while it was locked`);
    return task;
  }

  #audit(tx: Tx, { taskId, kind: task }: Task, kind: AuditedAct, detail: Readonly<Record<string, string>>): void {
    appendAudit(tx, { kind, object: { kind: 'task', id: taskId }, detail: { task, ...detail } });
  }
}

type AuditedAct = 'task-taken' | 'task-offered' | 'task-accepted' | 'task-declined' | 'task-done';
