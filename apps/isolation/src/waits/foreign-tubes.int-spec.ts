import { BindingDecidedV1 } from '@lib/contracts/events/batching/binding-decided.v1';
import { TubeSealedV1 } from '@lib/contracts/events/batching/tube-sealed.v1';
import { ResultReleasedV1 } from '@lib/contracts/events/lab/result-released.v1';
import { Database, systemIds } from '@lib/platform';
import { eventually } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  campaignId,
  duty,
  held,
  inTwoTransactions,
  other,
  post,
  rows,
  tellRoom,
  theRoom,
  withMeasureRoom,
} from '../measure-room.js';
import { codeOf, doctor, officer, pointOf, tasksOf } from '../verified-room.js';

withMeasureRoom();

const clinic = '330105-0002';
let serial = 800_000;

interface Swabbed {
  readonly participantId: string;
  readonly tubeId: string;
}
const swabbed = (): Swabbed => ({
  participantId: systemIds.uuid4(),
  tubeId: writeTubeBarcode('24', (serial += 1)),
});
const begin = (who: Swabbed, more: object = {}) =>
  post('/v1/waits', doctor, { campaignId, siteCode: clinic, setting: 'fever-clinic', ...who, ...more });
const membersOf = (persons: readonly string[]) =>
  persons.map((subjectId, index) => ({ position: index + 1, subjectKind: 'person' as const, subjectId }));
const waitingRoom = async (): Promise<string> => {
  const name = `留观室-${(serial += 1)}`;
  const point = { districtCode: '330105', kind: 'waiting-rooms', name, siteCode: clinic, rooms: ['1'] };
  return ((await post('/v1/isolation-points', officer, point)).body as { pointId: string }).pointId;
};
const waitOf = async ({ participantId, tubeId }: Swabbed) => {
  const [wait] = await rows<Record<string, unknown>>(
    'select * from isolation.awaited_results where participant_id = $1 and tube_id = $2',
    [participantId, tubeId],
  );
  return wait;
};
/** The site tells who is in a tube. */
const seal = (tubeId: string, ...persons: string[]) =>
  tellRoom(TubeSealedV1, { campaignId, tubeId, siteCode: clinic, members: membersOf(persons) });
const isKnown = (tubeId: string) =>
  eventually(
    async () => (await rows('select 1 from isolation.sealed_tubes where tube_id = $1', [tubeId])).length === 1,
  );
const measureOf = async (measureId: string) =>
  (await rows('select * from isolation.measures where measure_id = $1', [measureId]))[0];

beforeAll(async () => {
  const order = { campaignId, siteCode: clinic, orderNumber: '演练留观〔2026〕9号', setting: 'fever-clinic' };
  const decree = { authority: '演练指挥部', legalBasis: '演练', validUntil: new Date(Date.now() + 7 * 86_400_000) };
  const { orderId } = (await post('/v1/waiting-orders', duty, { ...order, ...decree })).body as { orderId: string };
  expect((await post(`/v1/authority-orders/${orderId}/countersign`, other, {})).status).toBe(200);
  await waitingRoom();
});

describe('a tube that the site told of', () => {
  test('is waited for by whoever is alone in it, and by nobody else', async () => {
    const [who, owner, stranger] = [swabbed(), swabbed(), swabbed()];
    await seal(owner.tubeId, owner.participantId);
    await isKnown(owner.tubeId);
    expect(codeOf(await begin({ ...who, tubeId: owner.tubeId }))).toEqual([409, 'TUBE_NOT_OWN']);
    expect((await begin(owner)).status).toBe(201);
    await seal(stranger.tubeId, stranger.participantId, who.participantId);
    await isKnown(stranger.tubeId);
    expect(codeOf(await begin(stranger))).toEqual([409, 'TUBE_NOT_OWN']);
  });

  test('of a pool is not remembered where nobody is held', async () => {
    const [one, two, pool] = [swabbed(), swabbed(), swabbed()];
    const siteCode = '330105-0009';
    const members = membersOf([one.participantId, two.participantId]);
    await tellRoom(TubeSealedV1, { campaignId, tubeId: pool.tubeId, siteCode, members });
    await tellRoom(TubeSealedV1, { campaignId, tubeId: one.tubeId, siteCode, members: members.slice(0, 1) });
    await isKnown(one.tubeId);
    expect(await rows('select 1 from isolation.sealed_tubes where tube_id = $1', [pool.tubeId])).toEqual([]);
  });
});

describe('whoever waits for a tube that turns out not to be theirs', () => {
  test('is let go, somebody looks for their own, and the tube is free for whom it belongs to', async () => {
    const [who, owner] = [swabbed(), swabbed()];
    const wrong = { ...who, tubeId: owner.tubeId };
    const begun = await begin(wrong, { pointId: await waitingRoom() });
    const { measureId } = begun.body as { measureId: string };
    expect(measureId).not.toBeNull();
    await seal(owner.tubeId, owner.participantId);
    await eventually(async () => (await waitOf(wrong))?.['answered_at'] !== null);
    expect(await waitOf(wrong)).toMatchObject({ ended_because: 'no-result', answer: 'not-own-tube' });
    expect(await measureOf(measureId)).toMatchObject({ ended_because: 'no-result' });
    expect(await tasksOf(owner.tubeId, who.participantId)).toEqual(['await-result cancelled', 'find-own-tube open']);

    expect((await begin(owner)).status).toBe(201);
    expect(await tasksOf(owner.tubeId)).toEqual(['await-result cancelled', 'await-result open']);
    const told = await rows<{ aggregate_version: number }>(
      `select aggregate_version from isolation.outbox where type = 'isolation.result-awaited.v1' and aggregateid = $1
        order by position`,
      [owner.tubeId],
    );
    expect(told.map(({ aggregate_version: version }) => version)).toEqual([1, 2]);
    expect((await begin(who)).status).toBe(201);
    expect(await tasksOf(who.participantId)).toEqual(['find-own-tube done']);
  });

  test('is not answered by what was found for somebody else', async () => {
    const [who, owner] = [swabbed(), swabbed()];
    const wrong = { ...who, tubeId: owner.tubeId };
    await begin(wrong);
    const members = membersOf([owner.participantId]);
    await tellRoom(ResultReleasedV1, {
      campaignId,
      tubeId: owner.tubeId,
      siteCode: clinic,
      members,
      finding: 'detected',
    });
    await eventually(async () => (await waitOf(wrong))?.['answered_at'] !== null);
    expect(await waitOf(wrong)).toMatchObject({ ended_because: 'no-result', answer: 'not-own-tube' });
    expect(await tasksOf(who.participantId)).toEqual(['find-own-tube open']);
  });

  test('is let go when somebody decides that the tube holds other swabs than its record says', async () => {
    const who = swabbed();
    await seal(who.tubeId, who.participantId);
    await isKnown(who.tubeId);
    expect((await begin(who)).status).toBe(201);
    const report = { reportId: systemIds.uuid7(), campaignId, tubeId: who.tubeId, siteCode: clinic };
    const people = [{ participantId: who.participantId, part: 'bound' as const }];
    await tellRoom(BindingDecidedV1, { ...report, kind: 'wrong-binding', decision: 'dismissed', people: [] });
    await tellRoom(BindingDecidedV1, {
      ...{ ...report, reportId: systemIds.uuid7(), kind: 'wrong-binding', decision: 'approved', people },
    });
    await eventually(async () => (await waitOf(who))?.['answered_at'] !== null);
    expect(await waitOf(who)).toMatchObject({ ended_because: 'no-result', answer: 'not-own-tube' });
  });

  test('is not held on it, by the word of the database', async () => {
    const who = swabbed();
    const begun = (await begin(who, { pointId: await waitingRoom() })).body as { waitId: string; measureId: string };
    const holdAnew = (isForeign: boolean) =>
      theRoom()
        .service.app.get(Database)
        .transaction(async (tx) => {
          const next = systemIds.uuid7();
          if (isForeign)
            await tx.execute('insert into sealed_tubes values ($1, $2, null, now())', [who.tubeId, campaignId]);
          await tx.execute('update awaited_results set measure_id = $2 where wait_id = $1', [begun.waitId, next]);
          await tx.execute(
            `insert into measures select (jsonb_populate_record(m, to_jsonb(m) ||
               jsonb_build_object('measure_id', $2::text))).* from measures m where measure_id = $1`,
            [begun.measureId, next],
          );
          throw new Error('held, and undone');
        });
    await expect(holdAnew(false)).rejects.toThrow('held, and undone');
    await expect(holdAnew(true)).rejects.toThrow(/for the result of their own tube/);
  });
});

test('a wait that somebody else ends at the same moment is ended once, and the later one is told so', async () => {
  const who = swabbed();
  const { waitId } = (await begin(who)).body as { waitId: string };
  const answered = Promise.withResolvers<Awaited<ReturnType<typeof post>>>();
  await inTwoTransactions(async (tx, index) => {
    if (index === 1) return answered.resolve(await post(`/v1/waits/${waitId}/end`, doctor, {}));
    await tx.query('select 1 from subjects where participant_id = $1 for update', [who.participantId]);
    return tx.execute(
      `update awaited_results set ended_at = clock_timestamp(), ended_because = 'left', ended_by = 'doctor-2'
        where wait_id = $1`,
      [waitId],
    );
  });
  expect(codeOf(await answered.promise)).toEqual([409, 'WAIT_OVER']);
  expect(await waitOf(who)).toMatchObject({ ended_by: 'doctor-2' });
});

describe('the room of whoever waits', () => {
  test('is not given to somebody who has not left the one before', async () => {
    const { participantId } = await held();
    const booked = await post(`/v1/isolation-points/${await pointOf('isolation-point')}/stays`, officer, {
      ...{ campaignId, participantId },
    });
    const { stayId } = booked.body as { stayId: string };
    expect((await post(`/v1/stays/${stayId}/move-in`, officer, {})).status).toBe(200);
    const waiting = { participantId, tubeId: swabbed().tubeId };
    expect(codeOf(await begin(waiting, { pointId: await waitingRoom() }))).toEqual([409, 'PERSON_HAS_ROOM']);
    expect((await begin(waiting)).status).toBe(201);
  });

  test('stays with the guardian who is in it when the hold is lifted', async () => {
    const [who, pointId, guardian] = [swabbed(), await waitingRoom(), systemIds.uuid4()];
    const { stayId, measureId } = (await begin(who, { pointId })).body as { stayId: string; measureId: string };
    const beside = await post(`/v1/isolation-points/${pointId}/stays`, officer, {
      ...{ campaignId, participantId: guardian, sharesWith: { stayId, sharing: 'guardian-with-minor' } },
    });
    const { stayId: shared } = beside.body as { stayId: string };
    expect((await post(`/v1/stays/${shared}/move-in`, officer, {})).status).toBe(200);
    expect((await post(`/v1/measures/${measureId}/lift`, duty, { reason: 'health' })).status).toBe(200);
    const stays = await rows('select stay_id, state, shares_with from isolation.room_stays where point_id = $1', [
      pointId,
    ]);
    expect(stays).toHaveLength(2);
    expect(stays).toContainEqual({ stay_id: stayId, state: 'over', shares_with: shared });
    expect(stays).toContainEqual({ stay_id: shared, state: 'occupied', shares_with: null });
  });
});
