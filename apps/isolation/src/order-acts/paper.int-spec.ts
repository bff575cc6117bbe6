import { decideContact } from '@lib/contracts/http/isolation/bases';
import { describe, expect, test } from 'vitest';
import { instantAt } from '../isolation-order/thirty-days.js';
import { KeepOrders } from '../keep-orders/keep-orders.handler.js';
import { duty, linked, post, rows, theRoom, withMeasureRoom } from '../measure-room.js';
import { WatchTasksWorker } from '../tasks/watch-tasks.worker.js';

withMeasureRoom({ hasMovedClock: true });

const cadre = { sub: 'cadre-1', role: 'community-cadre', scope: { district: '330105' } } as const;
const doctor = { sub: 'doctor-1', role: 'doctor', scope: { district: '330105' } } as const;

interface Check {
  readonly check_id: string;
  readonly kind: string;
  readonly sequence: number;
  readonly state: string;
  readonly is_paper: boolean;
  readonly captured_at: Date | null;
  readonly done_at: Date | null;
}
const at = async (text: string): Promise<void> => {
  await theRoom().clock?.moveTo(instantAt(text));
  await theRoom().service.app.get(KeepOrders).run();
  await theRoom().service.app.get(WatchTasksWorker).look();
};
async function ordered() {
  const { contactId, participantId } = await linked((await theRoom().clock?.now()) ?? new Date());
  const decided = await post(decideContact.path.replace(':contactId', contactId), duty, { decision: 'linked' });
  expect(decided.status, JSON.stringify(decided.body)).toBe(200);
  const [order] = await rows<{ order_id: string }>(
    'select order_id from isolation.isolation_orders where participant_id = $1',
    [participantId],
  );
  return { id: order?.order_id ?? '', participantId };
}
const checks = (id: string, kind: string) =>
  rows<Check>('select * from isolation.order_checks where order_id = $1 and kind = $2 order by sequence', [id, kind]);
const onPaper = (id: string, what: 'calls' | 'temperatures', when: string, more: object) =>
  post(`/v1/isolation-orders/${id}/${what}`, what === 'calls' ? cadre : doctor, {
    ...{ isPaper: true, capturedAt: instantAt(when).toISOString() },
    ...more,
  });
const taskOf = async (checkId: string | undefined) =>
  (
    await rows<{ state: string; outcome: string; facts_told: number; overdue_level: number }>(
      'select state, outcome, facts_told, overdue_level from isolation.tasks where subject = $1',
      [checkId],
    )
  )[0];
const alarms = async (id: string) =>
  (
    await rows(
      `select 1 from isolation.outbox x join isolation.tasks t on t.task_id::text = x.payload ->> 'taskId'
          join isolation.order_checks c on c.check_id::text = t.subject
        where x.type = 'isolation.task-overdue.v1' and c.order_id = $1 and c.sequence = 3`,
      [id],
    )
  ).length;
const openOf = (participantId: string, kind: string) =>
  rows<{ owner_role: string }>(
    `select owner_role from isolation.tasks where participant_id = $1 and kind = $2 and state = 'open'`,
    [participantId, kind],
  );

describe('paper of the day before', () => {
  test('finishes what was owed at its own time, and rings for nobody a second time', async () => {
    await at('2026-12-01 08:00');
    const { id } = await ordered();
    await at('2026-12-02 07:30');
    await at('2026-12-03 10:00');
    // The morning of 2 December is day 1: check 3 of the order. It was missed, and rang.
    const before = (await checks(id, 'call')).find(({ sequence }) => sequence === 3);
    expect(before).toMatchObject({ state: 'missed' });
    expect((await taskOf(before?.check_id))?.overdue_level).toBeGreaterThan(0);
    const rung = await alarms(id);
    expect(rung).toBeGreaterThan(0);

    const call = await onPaper(id, 'calls', '2026-12-02 09:40', { outcome: 'reached' });
    expect(call).toMatchObject({ status: 201, body: { state: 'done' } });
    const temperature = await onPaper(id, 'temperatures', '2026-12-02 09:45', { tenths: 366 });
    expect(temperature).toMatchObject({ status: 201, body: { state: 'done', isFever: false } });

    for (const [kind, when] of [
      ['call', '2026-12-02 09:40'],
      ['temperature', '2026-12-02 09:45'],
    ] as const) {
      const all = await checks(id, kind);
      const done = all.filter(({ state }) => state === 'done');
      expect(done).toMatchObject([{ sequence: 3, is_paper: true, captured_at: instantAt(when) }]);
      expect(done[0]?.done_at?.getTime()).toBeGreaterThanOrEqual(instantAt('2026-12-03 10:00').getTime());
      expect(await taskOf(done[0]?.check_id)).toMatchObject({ state: 'done', outcome: 'done-on-paper' });
      // That of the same afternoon and of today is owed as it was.
      expect(all.filter(({ sequence }) => sequence === 4)).toMatchObject([{ state: 'missed' }]);
      expect(all.filter(({ sequence }) => sequence === 5)).toMatchObject([{ state: 'due' }]);
    }
    const [line] = await rows<{ captured_at: Date; recorded_at: Date; is_paper: boolean }>(
      `select captured_at, recorded_at, is_paper from isolation.order_acts where order_id = $1 and act = 'called'`,
      [id],
    );
    expect(line).toMatchObject({ is_paper: true, captured_at: instantAt('2026-12-02 09:40') });
    expect(line?.recorded_at.getTime()).toBeGreaterThanOrEqual(instantAt('2026-12-03 10:00').getTime());

    // The same sheet once more changes nothing, and the watch has nothing new to tell.
    expect((await onPaper(id, 'calls', '2026-12-02 09:40', { outcome: 'reached' })).body).toMatchObject({
      state: 'unasked',
      taskIds: [],
    });
    await theRoom().service.app.get(KeepOrders).run();
    await theRoom().service.app.get(WatchTasksWorker).look();
    expect(await alarms(id)).toBe(rung);
  });

  test('that says fever still calls the doctor, once, however often the sheet is entered', async () => {
    await at('2026-12-01 08:00');
    const { id, participantId } = await ordered();
    await at('2026-12-02 07:30');
    await at('2026-12-03 10:00');
    const read = () => onPaper(id, 'temperatures', '2026-12-02 15:00', { tenths: 384 });
    expect(await read()).toMatchObject({ status: 201, body: { state: 'done', isFever: true } });
    expect(await openOf(participantId, 'fever')).toEqual([{ owner_role: 'doctor' }]);
    expect(await openOf(participantId, 'fever-clinic')).toHaveLength(1);
    expect((await read()).body).toMatchObject({ isFever: true, taskIds: [] });
    const decided = await post(`/v1/isolation-orders/${id}/fever`, doctor, { outcome: 'other-cause' });
    expect(decided.status).toBe(200);
    expect((await read()).body).toMatchObject({ isFever: true, taskIds: [] });
    expect(await openOf(participantId, 'fever')).toEqual([]);
    // Another reading is another fever.
    const next = await onPaper(id, 'temperatures', '2026-12-03 09:00', { tenths: 384 });
    expect(next.body).toMatchObject({ isFever: true, taskIds: [expect.any(String), expect.any(String)] });
  });
});
