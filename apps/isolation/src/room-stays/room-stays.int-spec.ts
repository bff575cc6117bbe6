import { systemIds } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { zoneChecks } from '@lib/vocabulary';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  campaignId,
  duty,
  held,
  inTwoTransactions,
  linked,
  post,
  rows,
  theRoom,
  withMeasureRoom,
} from '../measure-room.js';

withMeasureRoom();

const officer = { sub: 'officer-1', role: 'isolation-officer', scope: { district: '330105' } } as const;
const colleague = { ...officer, sub: 'officer-2' };
const stranger = { ...officer, sub: 'officer-9', scope: { district: '330106' } };
const doctor = { sub: 'doctor-1', role: 'doctor', scope: { district: '330105' } } as const;
const all = (answer: boolean) => Object.fromEntries(Object.keys(zoneChecks).map((name) => [name, answer]));

let serial = 0;
async function point(rooms: readonly string[], isPassed = true) {
  const name = `隔离点${(serial += 1)}`;
  const made = await post('/v1/isolation-points', officer, {
    districtCode: '330105',
    kind: 'isolation-point',
    name,
    rooms,
  });
  expect(made.status).toBe(201);
  const { pointId, rooms: known } = made.body as { pointId: string; rooms: { roomId: string }[] };
  if (isPassed) expect((await inspect(pointId, doctor)).status).toBe(201);
  return { pointId, name, roomIds: known.map(({ roomId }) => roomId) };
}
const inspect = (pointId: string, as: Parameters<typeof post>[1], answers = all(true)) =>
  post(`/v1/isolation-points/${pointId}/inspections`, as, { inspectedOn: '2026-11-21', zoneChecks: answers });
const reserve = (pointId: string, participantId: string, more: object = {}, as: Parameters<typeof post>[1] = officer) =>
  post(`/v1/isolation-points/${pointId}/stays`, as, { campaignId, participantId, ...more });
const step = (stayId: string, what: string, as: Parameters<typeof post>[1] = officer) =>
  post(`/v1/stays/${stayId}/${what}`, as, {});
const stayOf = (answer: { body: unknown }) => (answer.body as { stayId: string }).stayId;
const code = ({ status, body }: { status: number; body: unknown }) => [status, (body as { code?: string }).code];

describe('a point', () => {
  test('takes nobody before its check list is passed, and the database says the same', async () => {
    const { pointId, roomIds } = await point(['101'], false);
    const { participantId } = await held();
    expect(code(await reserve(pointId, participantId))).toEqual([409, 'POINT_NOT_PASSED']);
    const failed = await inspect(pointId, doctor, { ...all(true), passagesApart: false });
    expect(failed.body).toMatchObject({ isPassed: false });
    expect(code(await reserve(pointId, participantId))).toEqual([409, 'POINT_NOT_PASSED']);
    const straight = rows(
      `insert into isolation.room_stays (stay_id, room_id, point_id, campaign_id, participant_id, state, reserved_by, reserved_at)
       values (gen_random_uuid(), $1, $2, $3, $4, 'reserved', 'officer-1', now())`,
      [roomIds[0], pointId, campaignId, participantId],
    );
    await expect(straight).rejects.toThrow(/check list is passed/);
    expect((await inspect(pointId, doctor)).body).toMatchObject({ isPassed: true });
    expect((await reserve(pointId, participantId)).status).toBe(201);
  });

  test('is not passed while one of the three zones, the passages or anything else of the list is wanting', async () => {
    const { pointId } = await point(['101'], false);
    const passed = [];
    for (const name of Object.keys(zoneChecks)) {
      const { body } = await inspect(pointId, doctor, { ...all(true), [name]: false });
      if ((body as { isPassed: boolean }).isPassed) passed.push(name);
    }
    expect(passed).toEqual([]);
  });

  test('is not passed by whoever registered it, and its last list counts', async () => {
    const { pointId } = await point(['101']);
    const own = { ...doctor, sub: officer.sub };
    expect(code(await inspect(pointId, own))).toEqual([409, 'SECOND_SIGNATURE_NEEDED']);
    await inspect(pointId, duty, { ...all(true), wasteApart: false });
    const { participantId } = await held();
    expect(code(await reserve(pointId, participantId))).toEqual([409, 'POINT_NOT_PASSED']);
  });

  test('whose check list fails while somebody books is not booked, and the database says the same', async () => {
    const { pointId, roomIds } = await point(['101', '102']);
    const [one, another] = [await held(), await held()];
    const failing = (tx: Tx) =>
      tx.execute(
        `insert into point_inspections (inspection_id, point_id, zone_checks, inspected_on, inspected_by, recorded_at)
         values (gen_random_uuid(), $1, $2, '2026-11-22', 'doctor-1', clock_timestamp())`,
        [pointId, all(false)],
      );
    const straight = (tx: Tx) =>
      tx.execute(
        `insert into room_stays (stay_id, room_id, point_id, campaign_id, participant_id, state, reserved_by, reserved_at)
         values (gen_random_uuid(), $1, $2, $3, $4, 'reserved', 'officer-1', now())`,
        [roomIds[1], pointId, campaignId, another.participantId],
      );
    const { second } = await inTwoTransactions((tx, index) => (index === 0 ? failing(tx) : straight(tx)));
    expect(second).toMatchObject({ status: 'rejected', reason: { constraint: 'point_has_a_passed_list' } });
    expect((await inspect(pointId, doctor)).body).toMatchObject({ isPassed: true });
    const booked = Promise.withResolvers<Awaited<ReturnType<typeof reserve>>>();
    await inTwoTransactions(async (tx, index) => {
      if (index === 1) return booked.resolve(await reserve(pointId, one.participantId));
      await tx.query('select 1 from isolation_points where point_id = $1 for update', [pointId]);
      return failing(tx);
    });
    expect(code(await booked.promise)).toEqual([409, 'POINT_NOT_PASSED']);
  });

  test('of another district is a point that does not exist', async () => {
    const { pointId } = await point(['101']);
    const { participantId } = await held();
    expect(code(await reserve(pointId, participantId, {}, stranger))).toEqual([404, 'POINT_UNKNOWN']);
    const { body } = await theRoom().call('GET', '/v1/isolation-points', { as: stranger });
    expect(body).toMatchObject({ points: [], districts: [] });
  });
});

describe('a room', () => {
  test('that is the last one goes to one of two officers who book it at once', async () => {
    const { pointId } = await point(['101']);
    const [one, other] = [await held(), await held()];
    const answers = await Promise.all([
      reserve(pointId, one.participantId, {}, officer),
      reserve(pointId, other.participantId, {}, colleague),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    expect(answers.map((answer) => code(answer)[1]).filter(Boolean)).toEqual(['POINT_FULL']);
    const stays = await rows(`select 1 from isolation.room_stays where point_id = $1 and state <> 'over'`, [pointId]);
    expect(stays).toHaveLength(1);
  });

  test('holds one person, by the word of the database', async () => {
    const { pointId, roomIds } = await point(['101']);
    const [one, other] = [await held(), await held()];
    await reserve(pointId, one.participantId);
    const second = rows(
      `insert into isolation.room_stays (stay_id, room_id, point_id, campaign_id, participant_id, state, reserved_by, reserved_at)
       values (gen_random_uuid(), $1, $2, $3, $4, 'reserved', 'officer-1', now())`,
      [roomIds[0], pointId, campaignId, other.participantId],
    );
    await expect(second).rejects.toThrow(/room_holds_one/);
    expect(code(await reserve(pointId, other.participantId, { roomId: roomIds[0] }))).toEqual([409, 'ROOM_TAKEN']);
  });

  test('is free again when it was disinfected, not when somebody left it', async () => {
    const { pointId } = await point(['101']);
    const [one, other] = [await held(), await held()];
    const stayId = stayOf(await reserve(pointId, one.participantId));
    expect(code(await step(stayId, 'move-out'))).toEqual([409, 'STAY_MOVED_ON']);
    expect((await step(stayId, 'move-in')).body).toEqual({ stayId, state: 'occupied' });
    expect((await step(stayId, 'move-out')).body).toEqual({ stayId, state: 'disinfecting' });
    expect(code(await reserve(pointId, other.participantId))).toEqual([409, 'POINT_FULL']);
    expect((await step(stayId, 'disinfected', colleague)).body).toEqual({ stayId, state: 'over' });
    expect((await reserve(pointId, other.participantId)).status).toBe(201);
  });

  test('that nobody came to is given back', async () => {
    const { pointId } = await point(['101']);
    const { participantId } = await held();
    const stayId = stayOf(await reserve(pointId, participantId));
    expect((await step(stayId, 'cancel')).body).toEqual({ stayId, state: 'over' });
    expect((await reserve(pointId, participantId)).status).toBe(201);
  });

  test('is not given to somebody for whom nothing stands, nor a second one to anybody', async () => {
    const { pointId } = await point(['101', '102']);
    expect(code(await reserve(pointId, systemIds.uuid4()))).toEqual([409, 'STAY_WITHOUT_BASIS']);
    const { participantId } = await held();
    await reserve(pointId, participantId);
    expect(code(await reserve(pointId, participantId))).toEqual([409, 'PERSON_HAS_ROOM']);
  });

  test('is shared by a minor and the guardian alone, who is there of their own will', async () => {
    const { pointId } = await point(['101', '102']);
    const minor = await held();
    const stayId = stayOf(await reserve(pointId, minor.participantId));
    const guardian = systemIds.uuid4();
    const sharing = { sharesWith: { stayId, sharing: 'guardian-with-minor' } };
    const shared = await reserve(pointId, guardian, sharing);
    expect(shared.status).toBe(201);
    await step(stayId, 'move-in');
    await step(stayOf(shared), 'move-in');
    expect(code(await step(stayId, 'move-out'))).toEqual([409, 'STAY_SHARED']);
    // The guardian leaves; the room is disinfected once, after the one whose room it is.
    expect((await step(stayOf(shared), 'move-out')).body).toMatchObject({ state: 'over' });
    expect((await step(stayId, 'move-out')).body).toMatchObject({ state: 'disinfecting' });
    const unexplained = { sharesWith: { stayId, sharing: 'friends' } };
    expect((await reserve(pointId, (await held()).participantId, unexplained)).status).toBe(400);
  });
});

describe('ordered and not placed', () => {
  const unplaced = async () => {
    const { body } = await theRoom().call('GET', '/v1/unplaced', { as: officer });
    return (body as { unplaced: { participantId: string }[] }).unplaced.map(({ participantId }) => participantId);
  };
  let participantId: string;
  beforeAll(async () => {
    const contact = await linked();
    ({ participantId } = contact);
    await post(`/v1/contacts/${contact.contactId}/decide`, duty, { decision: 'linked' });
  });

  test('lists whoever is to be at an isolation point and has no room, until there is one', async () => {
    expect(await unplaced()).toContain(participantId);
    const { pointId, name } = await point(['101', '102']);
    await reserve(pointId, participantId);
    expect(await unplaced()).not.toContain(participantId);
    const { body } = await theRoom().call('GET', '/v1/isolation-points', { as: officer });
    const { points } = body as { points: { name: string }[] };
    expect(points.find((one) => one.name === name)).toMatchObject({ rooms: 2, free: 1, reserved: 1, isPassed: true });
  });
});
