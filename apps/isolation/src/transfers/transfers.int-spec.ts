import { systemIds } from '@lib/platform';
import { describe, expect, test } from 'vitest';
import { campaignId, duty, held, linked, post, rows, theRoom, withMeasureRoom } from '../measure-room.js';
import { KeepOrders } from '../keep-orders/keep-orders.handler.js';
import { codeOf, doctor, officer, pointOf, tasksOf, tripOf, verified, withdraw } from '../verified-room.js';

withMeasureRoom();

const order = (caseId: string, pointId: string, more: object = {}) =>
  post(`/v1/cases/${caseId}/transfers`, officer, { pointId, ...more });
const step = (transferId: string, what: string, body: object = {}, as: Parameters<typeof post>[1] = officer) =>
  post(`/v1/transfers/${transferId}/${what}`, as, body);
const idOf = ({ body }: { body: unknown }) => (body as { transferId: string }).transferId;
const measuresOf = (participantId: string, kind: string) =>
  rows<{
    ended_because: string | null;
    ended_by: string | null;
    category: string;
    basis_tube_id: string;
    place: string;
  }>('select * from isolation.measures where participant_id = $1 and kind = $2 order by starts_at', [
    participantId,
    kind,
  ]);
const stayOf = async (participantId: string) => {
  const found = await rows<{ state: string }>(
    'select state from isolation.room_stays where participant_id = $1 order by reserved_at',
    [participantId],
  );
  return found.map(({ state }) => state);
};

describe('a verified person', () => {
  test('is brought to a room of their own: ordered, in the vehicle, arrived, each by a named person', async () => {
    const { caseId, participantId, single } = await verified();
    const pointId = await pointOf('isolation-point');
    const { tripId } = await tripOf();
    const ordered = await order(caseId, pointId);
    expect(ordered.status).toBe(201);
    const [measure] = await measuresOf(participantId, 'transfer');
    expect(measure).toMatchObject({ basis_tube_id: single.tubeId, place: 'facility', ended_because: null });
    expect(await stayOf(participantId)).toEqual(['reserved']);
    const transferId = idOf(ordered);
    expect(codeOf(await step(transferId, 'arrive'))).toEqual([409, 'TRANSFER_MOVED_ON']);
    expect((await step(transferId, 'board', { tripId })).body).toMatchObject({ state: 'boarded' });
    expect((await step(transferId, 'arrive', {}, doctor)).body).toMatchObject({ state: 'arrived' });
    expect(await stayOf(participantId)).toEqual(['occupied']);
    expect(await measuresOf(participantId, 'transfer')).toMatchObject([{ ended_because: 'arrived' }]);
    const [row] = await rows('select * from isolation.transfers where transfer_id = $1', [transferId]);
    expect(row).toMatchObject({ ordered_by: 'officer-1', boarded_by: 'officer-1', arrived_by: 'doctor-1', seat: 1 });
  });

  test('is isolated as infected from the arrival on, and held on the spot no more', async () => {
    const { caseId, participantId, single } = await verified();
    const transferId = idOf(await order(caseId, await pointOf('isolation-point')));
    const holds = () => measuresOf(participantId, 'hold');
    expect(await holds()).toMatchObject([{ ended_because: null }]);
    await step(transferId, 'board', { tripId: (await tripOf()).tripId });
    expect(await holds()).toMatchObject([{ ended_because: null }]);
    await step(transferId, 'arrive', {}, doctor);
    expect(await holds()).toMatchObject([{ ended_because: 'superseded', ended_by: 'doctor-1' }]);
    expect(await measuresOf(participantId, 'isolation')).toMatchObject([
      { category: 'infected', basis_tube_id: single.tubeId, place: 'facility', ended_because: null },
    ]);
    expect(await tasksOf(caseId)).toContain('admit done');
    const notices = await rows<{ payload: { kind: string } }>(
      `select payload from isolation.outbox where type like '%notice-requested%' and payload->>'participantId' = $1`,
      [participantId],
    );
    expect(notices.map(({ payload }) => payload.kind)).not.toContain('measure-ended');
    // The stage began with the arrival: nobody is asked to bring them there once more.
    await theRoom().service.app.get(KeepOrders).run();
    const entering = await rows(`select 1 from isolation.tasks where kind = 'enter-stage' and participant_id = $1`, [
      participantId,
    ]);
    expect(entering).toEqual([]);
  });

  test('is brought to hospital without a room here, and fetched once only', async () => {
    const { caseId, participantId } = await verified();
    const hospital = await pointOf('hospital', []);
    const ordered = await order(caseId, hospital);
    expect(ordered.body).toMatchObject({ stayId: null });
    expect(codeOf(await order(caseId, hospital))).toEqual([409, 'TRANSFER_ORDERED']);
    expect(await measuresOf(participantId, 'transfer')).toHaveLength(1);
  });

  test('who is verified no more is not fetched, and the room is free again', async () => {
    const { caseId, participantId, single } = await verified();
    const ordered = await order(caseId, await pointOf('isolation-point', ['101']));
    await withdraw(single.tubeId);
    expect(codeOf(await step(idOf(ordered), 'board', { tripId: (await tripOf()).tripId }))).toEqual([
      ...[409, 'TRANSFER_MOVED_ON'],
    ]);
    expect(await stayOf(participantId)).toEqual(['over']);
  });

  test('whose transfer is given up is to be moved otherwise, and somebody owns that', async () => {
    const { caseId, participantId } = await verified();
    const pointId = await pointOf('isolation-point', ['101']);
    const ordered = await order(caseId, pointId);
    expect((await step(idOf(ordered), 'cancel')).body).toMatchObject({ state: 'cancelled' });
    expect(await measuresOf(participantId, 'transfer')).toMatchObject([{ ended_because: 'lifted' }]);
    const open = await rows(
      `select 1 from isolation.tasks where kind = 'order-transfer' and subject = $1 and state = 'open'`,
      [caseId],
    );
    expect(open).toHaveLength(1);
    expect((await order(caseId, pointId)).status).toBe(201);
  });
});

describe('a room that somebody leaves by vehicle', () => {
  const stayAt = async (pointId: string, participantId: string, more: object = {}) => {
    const { body } = await post(`/v1/isolation-points/${pointId}/stays`, officer, {
      ...{ campaignId, participantId, ...more },
    });
    const { stayId } = body as { stayId: string };
    return stayId;
  };
  const boards = async (caseId: string) => {
    const transferId = idOf(await order(caseId, await pointOf('hospital', [])));
    expect((await step(transferId, 'board', { tripId: (await tripOf()).tripId })).status).toBe(200);
  };

  test('stays with the guardian who is still in it, and is disinfected after the last', async () => {
    const pointId = await pointOf('isolation-point', ['101']);
    const minor = await verified();
    const guardian = systemIds.uuid4();
    const stayId = await stayAt(pointId, minor.participantId);
    const beside = await stayAt(pointId, guardian, { sharesWith: { stayId, sharing: 'guardian-with-minor' } });
    for (const one of [stayId, beside]) await post(`/v1/stays/${one}/move-in`, officer, {});
    await boards(minor.caseId);
    expect(await stayOf(minor.participantId)).toEqual(['over']);
    const [kept] = await rows('select state, shares_with from isolation.room_stays where stay_id = $1', [beside]);
    expect(kept).toEqual({ state: 'occupied', shares_with: null });
    const another = { campaignId, participantId: (await verified()).participantId };
    expect(codeOf(await post(`/v1/isolation-points/${pointId}/stays`, officer, another))).toEqual([409, 'POINT_FULL']);
    const out = await post(`/v1/stays/${beside}/move-out`, officer, {});
    expect(out.body).toMatchObject({ state: 'disinfecting' });
  });

  test('is disinfected at once when nobody is in it, and who was to come beside has none', async () => {
    const pointId = await pointOf('isolation-point', ['101']);
    const { participantId, caseId } = await verified();
    const child = systemIds.uuid4();
    const stayId = await stayAt(pointId, participantId);
    await stayAt(pointId, child, { sharesWith: { stayId, sharing: 'guardian-with-minor' } });
    await post(`/v1/stays/${stayId}/move-in`, officer, {});
    await boards(caseId);
    expect(await stayOf(participantId)).toEqual(['disinfecting']);
    expect(await stayOf(child)).toEqual(['over']);
  });
});

describe('nobody is moved', () => {
  test('without a basis: not on a pool, not on a suspicion', async () => {
    const { caseId } = await held();
    expect(codeOf(await order(caseId, await pointOf('hospital', [])))).toEqual([409, 'TRANSFER_WITHOUT_BASIS']);
  });

  test('to a point that is full, unknown, or of another district', async () => {
    const pointId = await pointOf('isolation-point', ['101']);
    expect((await order((await verified()).caseId, pointId)).status).toBe(201);
    const { caseId } = await verified();
    expect(codeOf(await order(caseId, pointId))).toEqual([409, 'POINT_FULL']);
    expect(codeOf(await order(caseId, systemIds.uuid4()))).toEqual([404, 'POINT_UNKNOWN']);
    const far = { ...officer, scope: { district: '330106' } } as const;
    expect(codeOf(await post(`/v1/cases/${caseId}/transfers`, far, { pointId }))).toEqual([404, 'CASE_UNKNOWN']);
  });
});

describe('a contact who is to be isolated at a point', () => {
  test('is brought there on the very basis of that isolation', async () => {
    const contact = await linked();
    const decided = await post(`/v1/contacts/${contact.contactId}/decide`, duty, { decision: 'linked' });
    const { measureIds } = decided.body as { measureIds: string[] };
    const pointId = await pointOf('isolation-point', ['101']);
    const ordered = await post(`/v1/measures/${measureIds[0]}/transfers`, officer, { pointId });
    expect(ordered.status).toBe(201);
    const [measure] = await rows(
      `select basis_kind, basis_contact_id from isolation.measures where participant_id = $1 and kind = 'transfer'`,
      [contact.participantId],
    );
    expect(measure).toEqual({ basis_kind: 'contact-link', basis_contact_id: contact.contactId });
    const entered = async () => {
      const found = await rows<{ state: string }>(
        `select state from isolation.tasks where kind = 'enter-stage' and subject = any($1::text[])`,
        [measureIds],
      );
      return found.map(({ state }) => state);
    };
    await theRoom().service.app.get(KeepOrders).run();
    expect(await entered()).toEqual(['open']);
    await step(idOf(ordered), 'board', { tripId: (await tripOf()).tripId });
    await step(idOf(ordered), 'arrive');
    expect(await entered()).toEqual(['done']);
  });
});

describe('nobody is held by a transfer', () => {
  const endsOf = (participantId: string, kind: string) =>
    rows<{ ends_at: Date }>(
      'select ends_at from isolation.measures where participant_id = $1 and kind = $2 order by starts_at',
      [participantId, kind],
    );

  test('beyond the end of the isolation that it rests on', async () => {
    const contact = await linked(new Date(Date.now() - 7 * 86_400_000 + 3_600_000));
    const decided = await post(`/v1/contacts/${contact.contactId}/decide`, duty, { decision: 'linked' });
    const { measureIds } = decided.body as { measureIds: string[] };
    const pointId = await pointOf('isolation-point', ['101']);
    expect((await post(`/v1/measures/${measureIds[0]}/transfers`, officer, { pointId })).status).toBe(201);
    const [facility] = await endsOf(contact.participantId, 'isolation');
    const [transfer] = await endsOf(contact.participantId, 'transfer');
    expect(transfer?.ends_at).toEqual(facility?.ends_at);
  });
});

describe('whose isolation is lifted', () => {
  test('is not fetched for it any more: the transfer ends with it, and the room is free', async () => {
    const contact = await linked();
    const decided = await post(`/v1/contacts/${contact.contactId}/decide`, duty, { decision: 'linked' });
    const { measureIds } = decided.body as { measureIds: string[] };
    const pointId = await pointOf('isolation-point', ['101']);
    const ordered = await post(`/v1/measures/${measureIds[0]}/transfers`, officer, { pointId });
    expect(ordered.status).toBe(201);
    expect((await post(`/v1/measures/${measureIds[0]}/lift`, duty, { reason: 'health' })).status).toBe(200);
    expect(await measuresOf(contact.participantId, 'transfer')).toMatchObject([{ ended_because: 'lifted' }]);
    expect(codeOf(await step(idOf(ordered), 'board', { tripId: (await tripOf()).tripId }))).toEqual([
      ...[409, 'TRANSFER_MOVED_ON'],
    ]);
    expect(await stayOf(contact.participantId)).toEqual(['over']);
  });
});

describe('a vehicle', () => {
  test('makes one trip at a time, and ends it when everybody has arrived', async () => {
    const { vehicleId, tripId } = await tripOf();
    expect(codeOf(await post(`/v1/vehicles/${vehicleId}/trips`, officer, {}))).toEqual([409, 'VEHICLE_ON_TRIP']);
    const { caseId } = await verified();
    const transferId = idOf(await order(caseId, await pointOf('hospital', []), { tripId }));
    await step(transferId, 'board', { tripId });
    expect(codeOf(await post(`/v1/trips/${tripId}/close`, officer, {}))).toEqual([409, 'TRIP_HAS_PEOPLE']);
    await step(transferId, 'arrive');
    expect((await post(`/v1/trips/${tripId}/close`, officer, {})).status).toBe(200);
    expect((await post(`/v1/vehicles/${vehicleId}/trips`, officer, {})).status).toBe(201);
  });

  test('with one seat left takes one of two who board at once, and the database says the same', async () => {
    const { tripId } = await tripOf(1);
    const hospital = await pointOf('hospital', []);
    const people = [await verified(), await verified()];
    const ids: string[] = [];
    for (const { caseId } of people) ids.push(idOf(await order(caseId, hospital)));
    const answers = await Promise.all(ids.map((id) => step(id, 'board', { tripId })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect(answers.map((answer) => codeOf(answer)[1]).filter(Boolean)).toEqual(['TRIP_FULL']);
    const sitting = (seat: number) =>
      rows(
        `update isolation.transfers set trip_id = $2, capacity = 1, seat = $3 where transfer_id = any($1::uuid[]) and state = 'ordered'`,
        [ids, tripId, seat],
      );
    await expect(sitting(2)).rejects.toThrow(/seat_is_in_the_vehicle/);
    await expect(sitting(1)).rejects.toThrow(/one_person_a_seat/);
  });

  test('shows its list to those who drive and those who wait for it', async () => {
    const { tripId } = await tripOf();
    const { caseId, participantId } = await verified();
    await order(caseId, await pointOf('hospital', []), { tripId });
    const { body } = await theRoom().call('GET', `/v1/transfers?trip=${tripId}`, { as: officer });
    expect(body).toMatchObject({ transfers: [{ participantId, state: 'ordered', vehicle: { tripId, seat: 1 } }] });
  });
});
