import { decideContact } from '@lib/contracts/http/isolation/bases';
import { systemClock, systemIds } from '@lib/platform';
import { eventually } from '@lib/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { dayMs, duty, linked, other, post, residentOf, rows, theRoom, withMeasureRoom } from '../measure-room.js';

withMeasureRoom();

const liaison = { sub: 'liaison-1', role: 'district-liaison', scope: { district: '330105' } } as const;
const cadre = { sub: 'cadre-1', role: 'community-cadre', scope: { district: '330105' } } as const;
const doctor = { sub: 'doctor-1', role: 'doctor', scope: { district: '330105' } } as const;
const hourMs = 3_600_000;
const daysAgo = (days: number) => new Date(systemClock.now().getTime() - days * dayMs);
const list = (carers: { person: string; role: string; isListed?: boolean }[]) =>
  post('/v1/carers', liaison, { districtCode: '330105', carers });

interface Shown {
  isolationOrderId: string;
  endsAt: string;
  endedAt: string | null;
  testsMissing: number;
  stages: { place: string; state: string; startsAt: string; endsAt: string }[];
  carers: { assignmentId: string; role: string; person: string; state: string }[];
  checks: { kind: string; day: number; state: string; beginsAt: string; dueAt: string }[];
  acts: { act: string; isPaper: boolean; capturedAt: string }[];
}
const read = async (id: string): Promise<Shown> =>
  (await theRoom().call('GET', `/v1/isolation-orders/${id}`, { as: duty })).body;

/** A contact decided so many days after it was. */
async function ordered(daysSince = 0, lastContact = daysAgo(daysSince)) {
  const { contactId, participantId } = await linked(lastContact);
  const decided = await post(decideContact.path.replace(':contactId', contactId), duty, { decision: 'linked' });
  expect(decided.status).toBe(200);
  const { measureIds } = decided.body as { measureIds: string[] };
  const [order] = await rows<{ order_id: string }>(
    'select order_id from isolation.isolation_orders where participant_id = $1',
    [participantId],
  );
  return { id: order?.order_id ?? '', participantId, measureIds };
}
const tasksOf = (participantId: string, kind: string) =>
  rows<{ subject: string; state: string; owner_role: string; owner_person: string | null; due_at: Date }>(
    'select subject, state, owner_role, owner_person, due_at from isolation.tasks where participant_id = $1 and kind = $2 order by due_at',
    [participantId, kind],
  );
const accept = async (id: string) => {
  for (const { assignmentId, person, role, state } of (await read(id)).carers) {
    if (state !== 'proposed') continue;
    const as = { sub: person, role: role as 'doctor', scope: { district: '330105' } };
    const answer = await post(`/v1/assignments/${assignmentId}/answer`, as, { isAccepted: true });
    expect(answer.status).toBe(200);
  }
};

describe('before anybody is listed', () => {
  test('nobody is unowned: the district has to find a cadre and a doctor, and listing them asks them', async () => {
    const { id, participantId } = await ordered();
    expect(await tasksOf(participantId, 'assign-carer')).toMatchObject([
      { state: 'open', owner_role: 'district-liaison' },
      { state: 'open', owner_role: 'district-liaison' },
    ]);
    const put = await list([
      { person: 'cadre-1', role: 'community-cadre' },
      { person: 'doctor-1', role: 'doctor' },
    ]);
    expect(put.status).toBe(201);
    expect((await read(id)).carers).toMatchObject([
      { role: 'community-cadre', person: 'cadre-1', state: 'proposed' },
      { role: 'doctor', person: 'doctor-1', state: 'proposed' },
    ]);
    expect((await tasksOf(participantId, 'assign-carer')).map(({ state }) => state)).toEqual([
      'cancelled',
      'cancelled',
    ]);
  });
});

describe('an order', () => {
  beforeAll(async () => {
    await list([
      { person: 'cadre-1', role: 'community-cadre' },
      { person: 'doctor-1', role: 'doctor' },
    ]);
  });

  test('has the stages that are still to come, and nothing of those that are over', async () => {
    const fresh = await read((await ordered()).id);
    expect(fresh.stages.map(({ place }) => place)).toEqual(['facility', 'home']);
    const late = await read((await ordered(8)).id);
    expect(late.stages.map(({ place, state }) => [place, state])).toEqual([['home', 'running']]);
    expect(new Date(late.endsAt).getTime() - systemClock.now().getTime()).toBeLessThan(2 * dayMs);
    expect(late.checks.filter(({ kind }) => kind === 'test')).toEqual([]);
  });

  test('becomes tasks a day ahead, each with an owner and a clock', async () => {
    const { id, participantId } = await ordered();
    await accept(id);
    const calls = await eventually(async () => {
      const open = await tasksOf(participantId, 'call');
      expect(open.length).toBeGreaterThan(0);
      return open;
    });
    expect(calls.length).toBeLessThanOrEqual(4);
    expect(calls.every(({ owner_role }) => owner_role === 'community-cadre')).toBe(true);
    const checks = (await read(id)).checks.filter(({ kind }) => kind === 'call');
    expect(checks.length).toBeGreaterThanOrEqual(19);
  });

  test('ends early with the measure, and nobody is called after it', async () => {
    const { id, participantId, measureIds } = await ordered();
    for (const measureId of measureIds)
      expect((await post(`/v1/measures/${measureId}/lift`, duty, { reason: 'basis-gone' })).status).toBe(200);
    const over = await read(id);
    expect(over.endedAt).not.toBeNull();
    expect(over.checks.every(({ state }) => state === 'cancelled')).toBe(true);
    expect((await tasksOf(participantId, 'call')).every(({ state }) => state === 'cancelled')).toBe(true);
    expect(over.carers).toEqual([]);
    const late = await post(`/v1/isolation-orders/${id}/calls`, cadre, { outcome: 'reached' });
    expect(late).toMatchObject({ status: 409, body: { code: 'ISOLATION_ORDER_OVER' } });
  });

  test('goes on with its measure: the days of the extension are owed as well', async () => {
    // Nine in the morning of the day in Shanghai nine days ago: the end is at nine, and half a day more has calls in it.
    const today = Math.floor((systemClock.now().getTime() + 8 * hourMs) / dayMs) * dayMs - 8 * hourMs;
    const { id, measureIds } = await ordered(9, new Date(today - 9 * dayMs + 9 * hourMs));
    const before = await read(id);
    const extended = await post(`/v1/measures/${measureIds.at(-1)}/extend`, other, { hours: 12 });
    expect(extended.status).toBe(200);
    const after = await read(id);
    expect(new Date(after.endsAt).getTime() - new Date(before.endsAt).getTime()).toBe(12 * 3_600_000);
    expect(after.checks.length).toBeGreaterThan(before.checks.length);
  });

  test('is shown to the person it is about: stages, end, and that somebody calls', async () => {
    const { id, participantId } = await ordered();
    await accept(id);
    const mine = await theRoom().call('GET', '/v1/my-orders', { as: residentOf(participantId) });
    expect(mine.body).toMatchObject({ orders: [{ isolationOrderId: id, hasCadre: true, hasDoctor: true }] });
    expect(JSON.stringify(mine.body)).not.toContain('cadre-1');
    const other = await theRoom().call('GET', '/v1/my-orders', { as: residentOf(systemIds.uuid4()) });
    expect(other.body).toMatchObject({ orders: [] });
  });
});

describe('a call', () => {
  test('that reached nobody leaves the call owed', async () => {
    const { id } = await ordered(1);
    const call = await post(`/v1/isolation-orders/${id}/calls`, cadre, { outcome: 'no-answer' });
    expect(call.status).toBe(201);
    expect((await read(id)).checks.filter(({ kind, state }) => kind === 'call' && state === 'done')).toEqual([]);
  });

  test('opens each need as a task with its own owner and clock, what is urgent for the doctor at once', async () => {
    const { id, participantId } = await ordered(1);
    await accept(id);
    const needs = ['dialysis', 'food'];
    const call = await post(`/v1/isolation-orders/${id}/calls`, cadre, {
      outcome: 'reached',
      needs,
      symptoms: ['breathless'],
    });
    expect(call.status).toBe(201);
    expect(await tasksOf(participantId, 'need-dialysis')).toMatchObject([
      { owner_role: 'doctor', owner_person: 'doctor-1' },
    ]);
    expect(await tasksOf(participantId, 'need-food')).toMatchObject([
      { owner_role: 'community-cadre', owner_person: 'cadre-1' },
    ]);
    const [urgent] = await tasksOf(participantId, 'need-urgent');
    expect(urgent?.owner_role).toBe('doctor');
    expect((urgent?.due_at.getTime() ?? 0) - systemClock.now().getTime()).toBeLessThanOrEqual(15 * 60_000);
  });

  test('of another district’s order looks like one that is not there', async () => {
    const { id } = await ordered();
    const stranger = { ...cadre, scope: { district: '330106' } };
    const call = await post(`/v1/isolation-orders/${id}/calls`, stranger, { outcome: 'reached' });
    expect(call).toMatchObject({ status: 404, body: { code: 'ISOLATION_ORDER_UNKNOWN' } });
  });
});

describe('a temperature', () => {
  test('of 37.3 or more goes to the doctor at once, and a normal one after it does not end that', async () => {
    const { id, participantId } = await ordered(1);
    await accept(id);
    const measure = (tenths: number) => post(`/v1/isolation-orders/${id}/temperatures`, doctor, { tenths });
    expect((await measure(372)).body).toMatchObject({ isFever: false });
    expect(await tasksOf(participantId, 'fever')).toEqual([]);
    expect((await measure(373)).body).toMatchObject({ isFever: true });
    expect((await measure(381)).body).toMatchObject({ isFever: true, taskIds: [] });
    expect((await measure(365)).body).toMatchObject({ isFever: false });
    expect(await tasksOf(participantId, 'fever')).toMatchObject([{ state: 'open', owner_person: 'doctor-1' }]);
    expect(await tasksOf(participantId, 'fever-clinic')).toMatchObject([
      { state: 'open', owner_role: 'isolation-officer' },
    ]);
    const decided = await post(`/v1/isolation-orders/${id}/fever`, doctor, { outcome: 'other-cause' });
    expect(decided.status).toBe(200);
    expect(await tasksOf(participantId, 'fever')).toMatchObject([{ state: 'done' }]);
    expect(await tasksOf(participantId, 'fever-clinic')).toMatchObject([{ state: 'cancelled' }]);
    const again = await post(`/v1/isolation-orders/${id}/fever`, doctor, { outcome: 'other-cause' });
    expect(again).toMatchObject({ status: 409, body: { code: 'NO_OPEN_FEVER' } });
  });

  test('that nobody can have is not written down', async () => {
    const { id } = await ordered(1);
    for (const tenths of [36, 339, 431, 36.5])
      expect((await post(`/v1/isolation-orders/${id}/temperatures`, doctor, { tenths })).status).toBe(400);
  });
});

describe('paper', () => {
  test('needs the time that stands on it, inside the order and not further back than the policy lets', async () => {
    const { id } = await ordered(1);
    const enter = (more: object) =>
      post(`/v1/isolation-orders/${id}/calls`, cadre, { outcome: 'reached', isPaper: true, ...more });
    expect((await enter({})).body).toMatchObject({ code: 'PAPER_NEEDS_ITS_TIME' });
    for (const capturedAt of [daysAgo(3), daysAgo(-1)])
      expect((await enter({ capturedAt: capturedAt.toISOString() })).body).toMatchObject({
        code: 'CAPTURED_OUT_OF_BOUNDS',
      });
  });
});

describe('a breach', () => {
  test('is handed on by the district and makes no order longer', async () => {
    const { id, participantId } = await ordered(1);
    const before = await read(id);
    const breach = await post(`/v1/isolation-orders/${id}/breaches`, cadre, { code: 'left-place' });
    expect(breach).toMatchObject({ status: 201, body: { endsAt: before.endsAt } });
    expect(await tasksOf(participantId, 'breach')).toMatchObject([{ owner_role: 'district-liaison', state: 'open' }]);
    expect((await read(id)).endsAt).toBe(before.endsAt);
  });
});

describe('a release', () => {
  test('is not signed before the last day, nor while a swab is missing', async () => {
    const early = await post(`/v1/isolation-orders/${(await ordered()).id}/release`, doctor, {});
    expect(early).toMatchObject({ status: 409, body: { code: 'RELEASE_TOO_EARLY' } });
    const { id } = await ordered(9.5);
    await rows(
      `insert into isolation.order_checks (check_id, order_id, kind, sequence, day, begins_at, due_at, state)
       values (gen_random_uuid(), $1, 'test', 8, 8, now() - interval '1 day', now() - interval '1 hour', 'missed')`,
      [id],
    );
    const missing = await post(`/v1/isolation-orders/${id}/release`, doctor, {});
    expect(missing).toMatchObject({ status: 409, body: { code: 'RELEASE_TESTS_MISSING' } });
    const taken = `state = 'done', done_at = now(), done_by = 'isolation', finding`;
    await rows(`update isolation.order_checks set ${taken} = 'detected' where order_id = $1 and sequence = 8`, [id]);
    const found = await post(`/v1/isolation-orders/${id}/release`, doctor, {});
    expect(found).toMatchObject({ status: 409, body: { code: 'RELEASE_TESTS_MISSING' } });
    await rows(`update isolation.order_checks set ${taken} = 'not-detected' where order_id = $1 and sequence = 8`, [
      id,
    ]);
    expect((await post(`/v1/isolation-orders/${id}/release`, doctor, {})).status).toBe(200);
    const again = await post(`/v1/isolation-orders/${id}/release`, doctor, {});
    expect(again).toMatchObject({ status: 409, body: { code: 'RELEASE_SIGNED' } });
  });
});
