import { TubeSealedV1 } from '@lib/contracts/events/batching/tube-sealed.v1';
import { ResultReleasedV1 } from '@lib/contracts/events/lab/result-released.v1';
import { decideContact } from '@lib/contracts/http/isolation/bases';
import { eventually } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';
import { instantAt } from '../isolation-order/thirty-days.js';
import { campaignId, duty, linked, post, rows, siteCode, tellRoom, theRoom, withMeasureRoom } from '../measure-room.js';
import { KeepOrders } from './keep-orders.handler.js';

withMeasureRoom({ hasMovedClock: true });

const soon = { withinMs: 20_000 };
let serial = 800_000;

const moveTo = async (text: string) => theRoom().clock?.moveTo(instantAt(text));
const keep = async () => theRoom().service.app.get(KeepOrders).run();
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
const swabOf = async (id: string, day: number) => {
  const [check] = await rows<{ check_id: string; state: string; finding: string | null; recollection_id: string }>(
    `select check_id, state, finding, recollection_id from isolation.order_checks
      where order_id = $1 and kind = 'test' and day = $2`,
    [id, day],
  );
  if (check === undefined) throw new Error('no swab is owed on that day');
  return check;
};
const tasksOf = (checkId: string) =>
  rows<{ kind: string; state: string; outcome: string | null; owner_role: string; due_at: Date }>(
    'select kind, state, outcome, owner_role, due_at from isolation.tasks where subject = $1 order by task_id',
    [checkId],
  );

/** The swab of the order in a sealed tube of its own. */
async function seal(participantId: string, orderId: string) {
  const tubeId = writeTubeBarcode('24', (serial += 1));
  const members = [{ position: 1, subjectKind: 'person' as const, subjectId: participantId }];
  const tube = { tubeId, campaignId, siteCode, purpose: 'recollection' as const, orderId, members };
  await tellRoom(TubeSealedV1, tube);
  return tube;
}

describe('the swab of a test day', () => {
  test('is asked for, taken in a tube of its own, and done when that is released', async () => {
    await moveTo('2026-12-01 08:00');
    const { id, participantId } = await ordered();
    await moveTo('2026-12-02 09:00');
    await keep();
    const check = await eventually(async () => {
      const found = await swabOf(id, 1);
      expect(found.recollection_id).not.toBeNull();
      return found;
    }, soon);
    expect(await tasksOf(check.check_id)).toMatchObject([
      { kind: 'test-day', state: 'open', owner_role: 'community-cadre', due_at: instantAt('2026-12-03 00:00') },
    ]);
    const tube = await seal(participantId, check.recollection_id);
    await eventually(async () => {
      expect(await tasksOf(check.check_id)).toMatchObject([{ state: 'done', outcome: 'collected' }]);
    }, soon);
    expect(await swabOf(id, 1)).toMatchObject({ state: 'due', finding: null });
    await tellRoom(ResultReleasedV1, { ...tube, finding: 'not-detected', resultVersion: 1 });
    await eventually(async () => {
      expect(await swabOf(id, 1)).toMatchObject({ state: 'done', finding: 'not-detected' });
    }, soon);
  });

  test('that was missed has an owner and another clock, and is done when it is taken after all', async () => {
    await moveTo('2026-12-01 08:00');
    const { id, participantId } = await ordered();
    await moveTo('2026-12-02 09:00');
    await keep();
    await eventually(async () => expect((await swabOf(id, 1)).recollection_id).not.toBeNull(), soon);
    await moveTo('2026-12-03 00:10');
    await keep();
    const missed = await eventually(async () => {
      const found = await swabOf(id, 1);
      expect(found.state).toBe('missed');
      return found;
    }, soon);
    const tasks = await tasksOf(missed.check_id);
    expect(tasks.map(({ kind, state }) => `${kind} ${state}`).toSorted()).toEqual([
      'test-day cancelled',
      'test-missed open',
    ]);
    const open = tasks.find(({ state }) => state === 'open');
    expect(open?.owner_role).toBe('community-cadre');
    expect(open?.due_at.getTime()).toBeGreaterThan(instantAt('2026-12-03 00:10').getTime());
    const tube = await seal(participantId, missed.recollection_id);
    await tellRoom(ResultReleasedV1, { ...tube, finding: 'not-detected', resultVersion: 1 });
    await eventually(async () => expect((await swabOf(id, 1)).state).toBe('done'), soon);
    expect((await tasksOf(missed.check_id)).filter(({ state }) => state === 'open')).toEqual([]);
  });

  test('that was missed is owed no more by whoever was let go', async () => {
    await moveTo('2026-12-01 08:00');
    const { id, participantId } = await ordered();
    await moveTo('2026-12-02 09:00');
    await keep();
    await moveTo('2026-12-03 00:10');
    await keep();
    const missed = await eventually(async () => {
      const found = await swabOf(id, 1);
      expect((await tasksOf(found.check_id)).map(({ kind }) => kind)).toContain('test-missed');
      return found;
    }, soon);
    const measures = await rows<{ measure_id: string }>(
      'select measure_id from isolation.measures where participant_id = $1 and ended_at is null',
      [participantId],
    );
    for (const { measure_id } of measures) {
      expect((await post(`/v1/measures/${measure_id}/lift`, duty, { reason: 'wrong-person' })).status).toBe(200);
    }
    expect((await tasksOf(missed.check_id)).filter(({ state }) => state === 'open')).toEqual([]);
  });

  test('of one person who cannot be asked keeps no other from theirs', async () => {
    await moveTo('2026-12-01 08:00');
    const [first, bad, last] = [await ordered(), await ordered(), await ordered()];
    await rows(`create function isolation.refuse_one() returns trigger language plpgsql as
      $$ begin if new.participant_id = '${bad.participantId}' then raise exception 'a planted fault'; end if; return new; end $$`);
    await rows(`create trigger refuse_one before insert on isolation.recollections
      for each row execute function isolation.refuse_one()`);
    await moveTo('2026-12-02 09:00');
    await keep();
    const isAsked = async ({ id }: { id: string }) => (await swabOf(id, 1)).recollection_id !== null;
    await eventually(async () => expect([await isAsked(first), await isAsked(last)]).toEqual([true, true]), soon);
    expect(await isAsked(bad)).toBe(false);
    // Whoever could not be asked by the room still has somebody who has to see to the swab.
    expect(await tasksOf((await swabOf(bad.id, 1)).check_id)).toMatchObject([{ kind: 'test-day', state: 'open' }]);
    await rows('drop trigger refuse_one on isolation.recollections');
    await eventually(async () => expect(await isAsked(bad)).toBe(true), soon);
  });
});

describe('what a day brings', () => {
  const callsOf = (participantId: string) =>
    rows(`select 1 from isolation.tasks where kind = 'call' and participant_id = $1`, [participantId]);
  const enteredOf = (id: string) =>
    rows('select 1 from isolation.order_stages where order_id = $1 and entered_at is not null', [id]);

  test('is asked of everybody else when it cannot be asked of one', async () => {
    await moveTo('2026-12-01 05:00');
    await rows(`create table isolation.planted (participant_id uuid); grant select on isolation.planted to public`);
    await rows(`create function isolation.refuse_planted() returns trigger language plpgsql as $$ begin
      if exists (select 1 from isolation.planted p where coalesce(p.participant_id, new.participant_id) = new.participant_id) then
        raise exception 'a planted fault'; end if; return new; end $$`);
    await rows(`create trigger refuse_planted before insert on isolation.tasks
      for each row when (new.kind in ('call', 'enter-stage')) execute function isolation.refuse_planted()`);
    // Of nobody, until it is known whom it is not asked of: the room's own worker looks as well.
    await rows('insert into isolation.planted values (null)');
    const [first, bad, last] = [await ordered(), await ordered(), await ordered()];
    await rows('update isolation.planted set participant_id = $1', [bad.participantId]);
    await moveTo('2026-12-02 09:00');
    await keep();
    for (const { id, participantId } of [first, last]) {
      await eventually(async () => expect((await callsOf(participantId)).length).toBeGreaterThan(0), soon);
      await eventually(async () => expect(await enteredOf(id)).toHaveLength(1), soon);
    }
    expect([await callsOf(bad.participantId), await enteredOf(bad.id)]).toEqual([[], []]);
    // The swab of the day is no call and no stage: it is asked for all the same.
    await eventually(async () => expect((await swabOf(bad.id, 1)).recollection_id).not.toBeNull(), soon);
    await rows('delete from isolation.planted');
    await eventually(async () => expect((await callsOf(bad.participantId)).length).toBeGreaterThan(0), soon);
    await rows('drop trigger refuse_planted on isolation.tasks');
  });
});

describe('several replicas at once', () => {
  test('open what each day brings once, and say once what was missed', async () => {
    await moveTo('2026-12-01 08:00');
    const orders: string[] = [];
    for (let n = 0; n < 5; n += 1) orders.push((await ordered()).id);
    for (const instant of ['2026-12-02 07:30', '2026-12-02 21:30', '2026-12-03 07:30']) {
      await moveTo(instant);
      await Promise.all([keep(), keep(), keep(), keep()]);
    }
    const doubled = await rows(
      `select t.kind, t.subject from isolation.tasks t join isolation.order_checks c on c.check_id::text = t.subject
        where c.order_id = any($1::uuid[]) group by 1, 2 having count(*) > 1`,
      [orders],
    );
    expect(doubled).toEqual([]);
    // The room's own worker may have some in hand that every other one passes over.
    await eventually(async () => {
      const [opened] = await rows<{ owed: number; opened: number }>(
        `select count(*)::int as owed, (count(t.task_id))::int as opened from isolation.order_checks c
           left join isolation.tasks t on t.subject = c.check_id::text and t.kind in ('call', 'temperature', 'test-day')
          where c.order_id = any($1::uuid[]) and c.begins_at <= $2`,
        [orders, instantAt('2026-12-03 07:30')],
      );
      expect(opened?.owed).toBeGreaterThan(0);
      expect(opened?.opened).toBe(opened?.owed);
    }, soon);
    const missedTwice = await rows(
      `select order_id, check_kind, check_sequence from isolation.order_acts
        where act = 'missed' and order_id = any($1::uuid[]) group by 1, 2, 3 having count(*) > 1`,
      [orders],
    );
    expect(missedTwice).toEqual([]);
    const [missed] = await rows<{ n: number }>(
      `select count(*)::int as n from isolation.order_acts where act = 'missed' and order_id = any($1::uuid[])`,
      [orders],
    );
    const [due] = await rows<{ n: number }>(
      `select count(*)::int as n from isolation.order_checks where order_id = any($1::uuid[]) and due_at <= $2`,
      [orders, instantAt('2026-12-03 07:30')],
    );
    expect(missed?.n).toBe(due?.n);
    const asked = await rows(
      `select participant_id from isolation.recollections where cause = 'test-day' and participant_id in
         (select participant_id from isolation.isolation_orders where order_id = any($1::uuid[]))
        group by 1 having count(*) > 1`,
      [orders],
    );
    expect(asked).toEqual([]);
  });
});
