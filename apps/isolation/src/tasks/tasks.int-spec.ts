import { Database, systemClock, systemIds } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { eventually } from '@lib/testing';
import { describe, expect, test } from 'vitest';
import { campaignId, rows, siteCode, theRoom, withMeasureRoom } from '../measure-room.js';
import { TaskStore } from './task.store.js';
import type { NewTask } from './task.js';
import { WatchTasksWorker } from './watch-tasks.worker.js';

withMeasureRoom();

const store = () => theRoom().service.app.get(TaskStore);
const inTransaction = <T>(work: (tx: Tx) => Promise<T>) => theRoom().service.app.get(Database).transaction(work);
const minutes = (count: number) => new Date(systemClock.now().getTime() + count * 60_000);
const wanted = (part: Partial<NewTask> = {}): NewTask => ({
  kind: 'locate',
  campaignId,
  participantId: systemIds.uuid4(),
  subject: systemIds.uuid7(),
  siteCode,
  dueAt: minutes(60),
  openedBy: 'isolation',
  policyVersion: 3,
  ...part,
});
const told = (taskId: string) =>
  rows<{ type: string; payload: { level?: number; how?: string } }>(
    'select type, payload from isolation.outbox where aggregateid = $1 order by aggregate_version',
    [taskId],
  );
/** A task that ran over its clock, told at its first level. */
async function overdue(): Promise<{ task: NewTask; taskId: string }> {
  const task = wanted({ beginsAt: minutes(-10), dueAt: minutes(-1) });
  const [taskId = ''] = await inTransaction((tx) => store().open(tx, [task]));
  await eventually(async () => (await told(taskId)).length === 1, { withinMs: 10_000 });
  return { task, taskId };
}

describe('a task', () => {
  test('of one kind, subject and sequence is opened once, however often it is asked for', async () => {
    const task = wanted();
    expect(await inTransaction((tx) => store().open(tx, [task, task]))).toHaveLength(1);
    expect(await inTransaction((tx) => store().open(tx, [task]))).toHaveLength(0);
    expect(await inTransaction((tx) => store().open(tx, [{ ...task, sequence: 2 }]))).toHaveLength(1);
  });

  test('always has a role that answers for it, a district and a clock', async () => {
    const task = wanted();
    await inTransaction((tx) => store().open(tx, [task]));
    const [open] = await inTransaction((tx) => store().openOf(tx, 'locate', [task.subject]));
    const owner = { ownerRole: 'community-cadre', ownerPerson: null, districtCode: '330105' };
    expect(open).toMatchObject({ ...owner, state: 'open', dueAt: task.dueAt, version: 1 });
  });

  test('that is finished is finished once, and one that ended is not cancelled after it', async () => {
    const { subject, ...task } = wanted();
    await inTransaction((tx) => store().open(tx, [{ subject, ...task }]));
    const finish = () =>
      inTransaction((tx) => store().finish(tx, 'locate', [subject], { outcome: 'reached-stays', by: 'cadre-1' }));
    expect([await finish(), await finish()]).toEqual([1, 0]);
    expect(await inTransaction((tx) => store().cancel(tx, 'locate', [subject], 'case-cleared'))).toBe(0);
  });

  test('that runs over its clock is told once for a level, even when two look at the same moment', async () => {
    const { task, taskId } = await overdue();
    const watch = theRoom().service.app.get(WatchTasksWorker);
    await Promise.all([watch.look(), watch.look()]);
    expect((await told(taskId)).map(({ payload }) => payload.level)).toEqual([1]);
    await rows('update isolation.tasks set next_rung_at = now() where task_id = $1', [taskId]);
    await Promise.all([watch.look(), watch.look()]);
    await eventually(async () => (await told(taskId)).length === 2);
    expect((await told(taskId)).map(({ payload }) => payload.level)).toEqual([1, 2]);
    await inTransaction((tx) => store().cancel(tx, 'locate', [task.subject], 'case-cleared'));
  });

  test('that was told to be overdue is told to be over, and one that was not is not', async () => {
    const { task, taskId } = await overdue();
    await inTransaction((tx) => store().finish(tx, 'locate', [task.subject], { outcome: 'done', by: 'cadre-1' }));
    expect((await told(taskId)).at(-1)).toMatchObject({
      type: 'isolation.overdue-task-ended.v1',
      payload: { how: 'done' },
    });
    const timely = wanted();
    const [timelyId = ''] = await inTransaction((tx) => store().open(tx, [timely]));
    await inTransaction((tx) => store().finish(tx, 'locate', [timely.subject], { outcome: 'done', by: 'cadre-1' }));
    expect(await told(timelyId)).toEqual([]);
  });

  test('that gets a later clock is nobody’s alarm until that one runs out', async () => {
    const { task, taskId } = await overdue();
    expect(await inTransaction((tx) => store().move(tx, 'locate', [task.subject], minutes(30)))).toBe(1);
    expect((await told(taskId)).at(-1)?.payload).toMatchObject({ how: 'moved' });
    const [moved] = await inTransaction((tx) => store().openOf(tx, 'locate', [task.subject]));
    expect(moved).toMatchObject({ overdueLevel: 0, state: 'open' });
  });
});
