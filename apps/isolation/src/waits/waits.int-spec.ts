import { ResultReleasedV1 } from '@lib/contracts/events/lab/result-released.v1';
import { TubeLostV1 } from '@lib/contracts/events/lab/tube-lost.v1';
import { grantPass, readMyMeasures } from '@lib/contracts/http/isolation/measures';
import { systemIds } from '@lib/platform';
import { eventually } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  campaignId,
  duty,
  other,
  post,
  residentOf,
  rows,
  tellRoom,
  theRoom,
  withMeasureRoom,
} from '../measure-room.js';
import { codeOf, doctor, officer, tasksOf } from '../verified-room.js';

withMeasureRoom();

// A site with an order, and one without.
const clinic = '330105-0002';
const plain = '330105-0003';
const manager = { sub: 'manager-1', role: 'site-manager', scope: { site: clinic } } as const;
let serial = 700_000;
let roomsOf: (siteCode: string) => Promise<string>;

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const signOrder = (
  siteCode: string,
  orderNumber: string,
  as: Parameters<typeof post>[1] = duty,
  validUntil = inDays(7),
) =>
  post('/v1/waiting-orders', as, {
    ...{ campaignId, siteCode, orderNumber, validUntil, setting: 'fever-clinic' },
    ...{ authority: '演练指挥部', legalBasis: '演练' },
  });

beforeAll(async () => {
  const signed = await signOrder(clinic, '演练留观〔2026〕1号');
  const { orderId } = signed.body as { orderId: string };
  expect((await post(`/v1/authority-orders/${orderId}/countersign`, other, {})).status).toBe(200);
  roomsOf = async (siteCode) => {
    const name = `留观室-${(serial += 1)}`;
    const point = { districtCode: '330105', kind: 'waiting-rooms', name, siteCode, rooms: ['1'] };
    return ((await post('/v1/isolation-points', officer, point)).body as { pointId: string }).pointId;
  };
});

const swabbed = () => ({ participantId: systemIds.uuid4(), tubeId: writeTubeBarcode('23', (serial += 1)) });
const begin = (
  who: { participantId: string; tubeId: string },
  more: object = {},
  as: Parameters<typeof post>[1] = doctor,
) => post('/v1/waits', as, { campaignId, siteCode: clinic, setting: 'fever-clinic', ...who, ...more });
const waitOf = async (tubeId: string) => {
  const [wait] = await rows<Record<string, unknown>>('select * from isolation.awaited_results where tube_id = $1', [
    tubeId,
  ]);
  if (wait === undefined) throw new Error('nobody waits for that tube');
  return wait;
};
const measureOf = async (measureId: unknown) => {
  const [measure] = await rows<Record<string, unknown>>('select * from isolation.measures where measure_id = $1', [
    measureId,
  ]);
  return measure;
};
const released = (who: { participantId: string; tubeId: string }, finding: 'not-detected' | 'detected' | 'invalid') => {
  const members = [{ position: 1, subjectKind: 'person' as const, subjectId: who.participantId }];
  const about = { campaignId, tubeId: who.tubeId, siteCode: clinic, members, purpose: 'round' as const };
  return tellRoom(ResultReleasedV1, { ...about, finding, resultVersion: 1, status: 'final' });
};
const ended = (tubeId: string) =>
  eventually(async () => {
    const wait = await waitOf(tubeId);
    if (wait['ended_at'] === null) throw new Error('still waiting');
    return wait;
  });

describe('whoever is swabbed alone at a fever clinic', () => {
  test('is held in a single room for six hours, under an order that two signed, with a remedy', async () => {
    const who = swabbed();
    const begun = await begin(who, { pointId: await roomsOf(clinic) });
    expect(begun.status).toBe(201);
    const wait = await waitOf(who.tubeId);
    const measure = await measureOf(wait['measure_id']);
    expect(measure).toMatchObject({
      ...{ kind: 'hold', basis_kind: 'authority-order', decree_number: '演练留观〔2026〕1号', decided_by: 'doctor-1' },
      ...{ basis_signed_by: 'duty-1', basis_countersigned_by: 'duty-2', reason: 'awaiting-result' },
    });
    const hours = (measure?.['ends_at'] as Date).getTime() - (measure?.['starts_at'] as Date).getTime();
    expect(hours).toBe(6 * 3_600_000);
    expect(await tasksOf(who.tubeId)).toEqual(['await-result open']);
    const [hurry] = await rows<{ payload: object }>(
      `select payload from isolation.outbox where type like '%result-awaited%' and aggregateid = $1`,
      [who.tubeId],
    );
    expect(hurry?.payload).toMatchObject({ tubeId: who.tubeId, setting: 'fever-clinic' });
    expect(JSON.stringify(hurry?.payload)).not.toContain(who.participantId);
    const mine = await theRoom().call('GET', readMyMeasures.path, { as: residentOf(who.participantId) });
    expect(mine.body).toMatchObject({ measures: [{ kind: 'hold', state: 'in-force' }], neverBlocked: {} });
  });

  test('is never kept from urgent care, birth or dialysis', async () => {
    const who = swabbed();
    const begun = await begin(who, { pointId: await roomsOf(clinic) });
    const { measureId, neverBlocked } = begun.body as { measureId: string; neverBlocked: { en: string } };
    expect(neverBlocked.en).toMatch(/never blocked/);
    for (const purpose of ['urgent-care', 'birth', 'dialysis']) {
      const pass = await post(grantPass.path.replace(':measureId', measureId), doctor, { purpose });
      expect(pass.status).toBe(201);
    }
    const own = await post(`/v1/my-measures/${measureId}/pass`, residentOf(who.participantId), { purpose: 'dialysis' });
    expect(own.status).toBe(201);
  });

  test('goes when that very tube has a released result, and the room is disinfected', async () => {
    const who = swabbed();
    await begin(who, { pointId: await roomsOf(clinic) });
    await released({ participantId: systemIds.uuid4(), tubeId: writeTubeBarcode('23', (serial += 1)) }, 'not-detected');
    await released(who, 'not-detected');
    const wait = await ended(who.tubeId);
    expect(wait).toMatchObject({ ended_because: 'result-released', answer: 'not-detected' });
    expect(await measureOf(wait['measure_id'])).toMatchObject({ ended_because: 'result-released' });
    expect(await tasksOf(who.tubeId)).toEqual(['await-result done']);
    expect(await rows('select state from isolation.room_stays where stay_id = $1', [wait['stay_id']])).toEqual([
      ...[{ state: 'disinfecting' }],
    ]);
  });

  test('goes as well when the tube is lost: nobody is kept waiting for nothing', async () => {
    const who = swabbed();
    await begin(who, { pointId: await roomsOf(clinic) });
    const members = [{ position: 1, subjectKind: 'person' as const, subjectId: who.participantId }];
    await tellRoom(TubeLostV1, { campaignId, tubeId: who.tubeId, siteCode: clinic, members });
    expect(await ended(who.tubeId)).toMatchObject({ ended_because: 'no-result' });
  });

  test('goes by itself at the end of the clock, and the result that is owed is somebody’s overdue task', async () => {
    const who = swabbed();
    await begin(who, { pointId: await roomsOf(clinic) });
    const past = `begun_at = now() - interval '7 hours', ends_at = now() - interval '1 hour'`;
    await rows(`update isolation.awaited_results set ${past} where tube_id = $1`, [who.tubeId]);
    await rows(
      `update isolation.tasks set begins_at = now() - interval '7 hours', due_at = now() - interval '1 hour',
              next_rung_at = now() where subject = $1`,
      [who.tubeId],
    );
    const wait = await ended(who.tubeId);
    expect(wait['ended_because']).toBe('term-over');
    expect(wait['ended_at']).toEqual(wait['ends_at']);
    expect(await tasksOf(who.tubeId)).toEqual(['await-result open']);
    await eventually(async () => {
      const told = await rows(
        `select 1 from isolation.outbox where type = 'isolation.task-overdue.v1' and payload ->> 'kind' = 'await-result'`,
      );
      expect(told.length).toBeGreaterThan(0);
    });
    const { body } = await theRoom().call('GET', '/v1/waits?state=overdue', { as: doctor });
    expect(body).toMatchObject({ waits: [{ tubeId: who.tubeId, isOverdue: true }] });
  });

  test('is let go early by a doctor alone', async () => {
    const who = swabbed();
    const { waitId, measureId } = (await begin(who, { pointId: await roomsOf(clinic) })).body as Record<string, string>;
    expect(codeOf(await post(`/v1/waits/${waitId}/end`, manager, {}))).toEqual([409, 'WAIT_NEEDS_DOCTOR']);
    expect((await post(`/v1/waits/${waitId}/end`, doctor, {})).status).toBe(200);
    expect(await measureOf(measureId)).toMatchObject({ ended_because: 'lifted', ended_by: 'doctor-1' });
    expect(codeOf(await post(`/v1/waits/${waitId}/end`, doctor, {}))).toEqual([409, 'WAIT_OVER']);
  });

  test('stops waiting when the hold itself is lifted', async () => {
    const who = swabbed();
    const { measureId } = (await begin(who, { pointId: await roomsOf(clinic) })).body as { measureId: string };
    expect((await post(`/v1/measures/${measureId}/lift`, duty, { reason: 'health' })).status).toBe(200);
    expect(await waitOf(who.tubeId)).toMatchObject({ ended_because: 'decided' });
  });
});

describe('nobody is held', () => {
  test('without a single room, without an order of two, or against their own wish to wait freely', async () => {
    const [noRoom, noOrder, willing] = [swabbed(), swabbed(), swabbed()];
    expect((await begin(noRoom)).body).toMatchObject({ measureId: null });
    const elsewhere = { siteCode: plain, pointId: await roomsOf(plain) };
    expect((await begin(noOrder, elsewhere)).body).toMatchObject({ measureId: null });
    expect((await begin(willing, { pointId: await roomsOf(clinic), isVoluntary: true })).body).toMatchObject({
      ...{ measureId: null },
    });
    // Their clock runs all the same: the laboratory owes the result.
    expect(await tasksOf(noRoom.tubeId)).toEqual(['await-result open']);
    const { wait_id: waitId } = await waitOf(noRoom.tubeId);
    expect((await post(`/v1/waits/${String(waitId)}/end`, manager, {})).status).toBe(200);
  });

  test('by an order that one person signed, that is over, or that runs longer than 31 days', async () => {
    const once = await signOrder(plain, '演练留观〔2026〕2号');
    expect(once.status).toBe(201);
    const who = swabbed();
    expect((await begin(who, { siteCode: plain, pointId: await roomsOf(plain) })).body).toMatchObject({
      measureId: null,
    });
    const { orderId } = once.body as { orderId: string };
    expect(codeOf(await post(`/v1/authority-orders/${orderId}/countersign`, duty, {}))).toEqual([
      ...[409, 'SECOND_SIGNATURE_NEEDED'],
    ]);
    expect((await signOrder(plain, '演练留观〔2026〕3号', duty, inDays(32))).status).toBe(400);
    expect((await signOrder(plain, '演练留观〔2026〕4号', duty, inDays(-1))).status).toBe(400);
  });

  test('under an order about a place who does not wait there, by the word of the database', async () => {
    const who = swabbed();
    const { measureId } = (await begin(who, { pointId: await roomsOf(clinic) })).body as { measureId: string };
    const copy = (changes: object) =>
      rows(
        `insert into isolation.measures select (jsonb_populate_record(m, to_jsonb(m) || $2::jsonb ||
           jsonb_build_object('measure_id', gen_random_uuid()))).* from isolation.measures m where measure_id = $1`,
        [measureId, JSON.stringify(changes)],
      );
    await expect(copy({})).rejects.toThrow(/alone, for the result of their own tube/);
    await expect(copy({ kind: 'isolation' })).rejects.toThrow();
  });

  test('twice for one tube, nor two in one room', async () => {
    const pointId = await roomsOf(clinic);
    const who = swabbed();
    await begin(who, { pointId });
    expect(codeOf(await begin({ ...swabbed(), tubeId: who.tubeId }))).toEqual([409, 'WAIT_EXISTS']);
    expect(codeOf(await begin(swabbed(), { pointId }))).toEqual([409, 'POINT_FULL']);
  });

  test('by staff of another site or district', async () => {
    const far = { ...doctor, scope: { district: '330106' } } as const;
    expect(codeOf(await begin(swabbed(), {}, far))).toEqual([404, 'SITE_UNKNOWN']);
    expect(codeOf(await begin(swabbed(), { siteCode: plain }, manager))).toEqual([404, 'SITE_UNKNOWN']);
  });

  test('again and again by the same person, with one tube after the other', async () => {
    const who = swabbed();
    const again = () => ({ ...swabbed(), participantId: who.participantId });
    const first = (await begin(who, { pointId: await roomsOf(clinic) })).body as { waitId: string };
    expect((await post(`/v1/waits/${first.waitId}/end`, doctor, {})).status).toBe(200);
    const pointId = await roomsOf(clinic);
    expect(codeOf(await begin(again(), { pointId }))).toEqual([409, 'EXTENSION_NEEDS_ANOTHER_PERSON']);
    // Of their own will they may wait at any time.
    const free = (await begin(again(), { pointId, isVoluntary: true })).body as { waitId: string };
    expect((await post(`/v1/waits/${free.waitId}/end`, doctor, {})).status).toBe(200);
    const second = await begin(again(), { pointId: await roomsOf(clinic) }, manager);
    expect(second.body).toMatchObject({ measureId: expect.any(String) as unknown });
    const { waitId } = second.body as { waitId: string };
    expect((await post(`/v1/waits/${waitId}/end`, doctor, {})).status).toBe(200);
    const third = { ...doctor, sub: 'doctor-3' } as const;
    expect(codeOf(await begin(again(), { pointId: await roomsOf(clinic) }, third))).toEqual([
      ...[409, 'EXTENSION_BEYOND_PACK'],
    ]);
  });

  test('longer than the wait itself: its hold is not extended, it ends', async () => {
    const { measureId } = (await begin(swabbed(), { pointId: await roomsOf(clinic) })).body as { measureId: string };
    const third = { ...duty, sub: 'duty-3' } as const;
    const extended = await post(`/v1/measures/${measureId}/extend`, third, { hours: 6 });
    expect(codeOf(extended)).toEqual([409, 'EXTENSION_BEYOND_PACK']);
  });
});
