import { OverdueTaskEndedV1 } from '@lib/contracts/events/isolation/overdue-task-ended.v1';
import { TaskOverdueV1 } from '@lib/contracts/events/isolation/task-overdue.v1';
import { emit, Outbox } from '@lib/messaging';
import { IDS, insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { newTaskRow, taskColumns, taskFrom, taskSelect } from './task-rows.js';
import type { TaskRow } from './task-rows.js';
import type { NewTask, Task } from './task.js';
import type { TaskKindName } from './task-kinds.js';

/** How something ended, for every task of a kind about these subjects. */
export interface TaskEnd {
  /** A code of the kind. */
  readonly outcome: string;
  readonly by: string;
  /** That of the transaction unless said. */
  readonly at?: Date;
}

/** A task that the watch has in hand, and how many facts were told of it. */
export type OverdueTask = Task & { readonly factsTold: number };

interface Ended {
  readonly taskId: string;
  readonly kind: string;
  readonly campaignId: string;
  readonly siteCode: string;
  readonly districtCode: string;
  readonly dueAt: Date;
  readonly factsTold: number;
}

// Rows are locked in the order of their ids, so that two transactions about the same people never wait for each other.
const touched = `
  select task_id from tasks where kind = $1 and subject = any($2::text[]) and state = 'open' order by task_id for update`;
const endedColumns = `
  t.task_id as "taskId", t.kind, t.campaign_id as "campaignId", t.site_code as "siteCode",
  t.district_code as "districtCode", t.due_at as "dueAt", t.facts_told as "factsTold"`;

/** The only writer of tasks. Everything happens in the caller's transaction, beside the decision that it follows from. */
@Injectable()
export class TaskStore {
  constructor(
    private readonly outbox: Outbox,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  /** Opens tasks. Out: the ids of those that are new; the same kind, subject and sequence is opened once. */
  async open(tx: Tx, tasks: readonly NewTask[]): Promise<string[]> {
    const rows = tasks.map((task) => newTaskRow(this.ids.uuid7(), task, tx.recordedAt));
    const fresh = await insertRows<{ task_id: string }>(tx, 'tasks', taskColumns, rows, {
      onConflict: '(kind, subject, sequence) do nothing',
      returning: ['task_id'],
    });
    return fresh.map((row) => row.task_id);
  }

  /** Opens tasks beside those that ended: the next of its sequence where the last one is over, none where one is open. */
  async openNext(tx: Tx, tasks: readonly NewTask[]): Promise<string[]> {
    const last = await tx.query<{ kind: string; subject: string; sequence: number; isOpen: boolean }>(
      `select distinct on (kind, subject) kind, subject, sequence, state = 'open' as "isOpen" from tasks
        where (kind, subject) in (select * from unnest($1::text[], $2::text[]))
        order by kind, subject, sequence desc`,
      [tasks.map(({ kind }) => kind), tasks.map(({ subject }) => subject)],
    );
    const known = new Map(last.map((one) => [`${one.kind} ${one.subject}`, one]));
    const next = tasks.flatMap((task) => {
      const before = known.get(`${task.kind} ${task.subject}`);
      return before?.isOpen === true ? [] : [{ ...task, sequence: (before?.sequence ?? 0) + 1 }];
    });
    return this.open(tx, next);
  }

  /** Ends the open tasks of a kind about these subjects. Out: how many. */
  async finish(tx: Tx, kind: TaskKindName, subjects: readonly string[], end: TaskEnd): Promise<number> {
    return this.#end(tx, kind, subjects, 'done', { at: tx.recordedAt, ...end });
  }

  /** Ends one task that the caller has locked. */
  async finishOne(tx: Tx, { kind, subject, sequence }: Task, end: TaskEnd): Promise<void> {
    await this.#end(tx, kind, [subject], 'done', { at: tx.recordedAt, ...end }, sequence);
  }

  /** Ends the open tasks of a kind that nothing needs any more. Out: how many. */
  async cancel(tx: Tx, kind: TaskKindName, subjects: readonly string[], reason: string): Promise<number> {
    return this.#end(tx, kind, subjects, 'cancelled', { outcome: reason, by: 'isolation', at: tx.recordedAt });
  }

  /** Gives the open tasks of a kind about these subjects another clock; the ladder begins anew. Out: how many. */
  async move(tx: Tx, kind: TaskKindName, subjects: readonly string[], dueAt: Date): Promise<number> {
    if (subjects.length === 0) return 0;
    const moved = await tx.query<Ended & { overdueLevel: number }>(
      `with touched as (${touched}), before as (select task_id, overdue_level from tasks join touched using (task_id))
       update tasks t set due_at = $3, begins_at = least(begins_at, $3), next_rung_at = $3, overdue_level = 0,
              version = version + 1, changed_at = $4, facts_told = facts_told + (b.overdue_level > 0)::int
         from before b where t.task_id = b.task_id
       returning ${endedColumns}, b.overdue_level as "overdueLevel"`,
      [kind, subjects, dueAt, tx.recordedAt],
    );
    await this.#tellEnds(
      tx,
      moved.filter(({ overdueLevel }) => overdueLevel > 0),
      'moved',
    );
    return moved.length;
  }

  /** Out: the open tasks of a kind about these subjects. */
  async openOf(tx: Tx, kind: TaskKindName, subjects: readonly string[]): Promise<Task[]> {
    const rows = await tx.query<TaskRow>(
      `select ${taskSelect} from tasks t where t.kind = $1 and t.subject = any($2::text[]) and t.state = 'open'
        order by t.task_id`,
      [kind, subjects],
    );
    return rows.map(taskFrom);
  }

  /** Out: the task, locked until the transaction ends; nothing when there is none of that id. */
  async lock(tx: Tx, taskId: string): Promise<Task | undefined> {
    const [row] = await tx.query<TaskRow>(`select ${taskSelect} from tasks t where t.task_id = $1 for update`, [
      taskId,
    ]);
    return row && taskFrom(row);
  }

  /** Out: tasks that ran over their clock, locked. Of two replicas that look at once each row is given to one. */
  async lockOverdue(tx: Tx, limit: number): Promise<OverdueTask[]> {
    const rows = await tx.query<TaskRow & { factsTold: number }>(
      `select ${taskSelect}, t.facts_told as "factsTold" from tasks t
        where t.state = 'open' and t.next_rung_at <= (select clock_timestamp())
        order by t.next_rung_at limit $1 for update skip locked`,
      [limit],
    );
    return rows.map(({ factsTold, ...row }) => ({ ...taskFrom(row), factsTold }));
  }

  /** Tells the next level of each of these locked tasks. In: when the level after it comes; null after the last. */
  async tellOverdue(
    tx: Tx,
    tasks: readonly OverdueTask[],
    nextLevelAt: (task: Task, level: number) => Date | null,
  ): Promise<void> {
    const told = tasks.map((task) => {
      const level = task.overdueLevel + 1;
      return { task, level, factsTold: task.factsTold + 1, next: nextLevelAt(task, level) };
    });
    await tx.execute(
      `update tasks t set overdue_level = n.level, next_rung_at = n.next, facts_told = n.told, changed_at = $5
         from unnest($1::uuid[], $2::int[], $3::timestamptz[], $4::int[]) as n(task_id, level, next, told)
        where t.task_id = n.task_id`,
      [
        ...[told.map(({ task }) => task.taskId), told.map(({ level }) => level), told.map(({ next }) => next)],
        ...[told.map(({ factsTold }) => factsTold), tx.recordedAt],
      ],
    );
    await this.outbox.append(
      tx,
      told.map(({ task, level, factsTold }) => {
        const { taskId, kind, campaignId, participantId, caseId, siteCode, districtCode, labCode } = task;
        const about = { taskId, kind, campaignId, participantId, caseId, siteCode, districtCode, labCode };
        const owner = { ownerRole: task.ownerRole, ownerPerson: task.ownerPerson };
        const when = { level, dueAt: task.dueAt.toISOString(), overdueAt: tx.recordedAt.toISOString() };
        const frame = { sequence: factsTold, policyVersion: String(task.policyVersion) };
        return emit(TaskOverdueV1, { ...about, ...owner, ...when }, frame);
      }),
    );
  }

  async #end(
    tx: Tx,
    kind: TaskKindName,
    subjects: readonly string[],
    how: 'done' | 'cancelled',
    { outcome, by, at }: Required<TaskEnd>,
    sequence: number | null = null,
  ): Promise<number> {
    if (subjects.length === 0) return 0;
    const ended = await tx.query<Ended & { overdueLevel: number }>(
      `with touched as (${touched})
       update tasks t set state = $3, outcome = $4, ended_by = $5, ended_at = $6, changed_at = $7, next_rung_at = null,
              offered_to_role = null, offered_to_person = null, offered_by = null, offered_at = null,
              version = version + 1, facts_told = facts_told + (overdue_level > 0)::int
         from touched where t.task_id = touched.task_id and ($8::int is null or t.sequence = $8)
       returning ${endedColumns}, t.overdue_level as "overdueLevel"`,
      [kind, subjects, how, outcome, by, at, tx.recordedAt, sequence],
    );
    await this.#tellEnds(
      tx,
      ended.filter(({ overdueLevel }) => overdueLevel > 0),
      how,
    );
    return ended.length;
  }

  // Only of what was told to be overdue: whoever never heard of a task needs not hear of its end.
  async #tellEnds(tx: Tx, ended: readonly Ended[], how: 'done' | 'cancelled' | 'moved'): Promise<void> {
    const endedAt = tx.recordedAt.toISOString();
    await this.outbox.append(
      tx,
      ended.map(({ factsTold, dueAt, ...about }) =>
        emit(OverdueTaskEndedV1, { ...about, how, dueAt: dueAt.toISOString(), endedAt }, { sequence: factsTold }),
      ),
    );
  }
}
