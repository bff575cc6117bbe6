import { decideContact } from '@lib/contracts/http/isolation/bases';
import { eventually } from '@lib/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { KeepOrders } from '../keep-orders/keep-orders.handler.js';
import { duty, linked, post, rows, theRoom, withMeasureRoom } from '../measure-room.js';

withMeasureRoom();

const liaison = { sub: 'liaison-1', role: 'district-liaison', scope: { district: '330105' } } as const;
const as = (sub: string) => ({ sub, role: 'community-cadre', scope: { district: '330105' } }) as const;
const list = (person: string, role: string, isListed = true) =>
  post('/v1/carers', liaison, { districtCode: '330105', carers: [{ person, role, isListed }] });

beforeAll(async () => {
  await list('cadre-a', 'community-cadre');
  await list('doctor-1', 'doctor');
});

interface Asked {
  readonly assignment_id: string;
  readonly person: string;
  readonly state: string;
}
async function ordered() {
  const { contactId, participantId } = await linked();
  const decided = await post(decideContact.path.replace(':contactId', contactId), duty, { decision: 'linked' });
  expect(decided.status).toBe(200);
  const [order] = await rows<{ order_id: string }>(
    'select order_id from isolation.isolation_orders where participant_id = $1',
    [participantId],
  );
  return { orderId: order?.order_id ?? '', participantId };
}
const cadres = (orderId: string) =>
  rows<Asked>(
    `select assignment_id, person, state from isolation.order_assignments
      where order_id = $1 and role = 'community-cadre' order by proposed_at`,
    [orderId],
  );
const standing = async (orderId: string) =>
  (await cadres(orderId)).filter(({ state }) => ['proposed', 'accepted'].includes(state));
const answer = async (orderId: string, person: string, isAccepted: boolean) => {
  const asked = (await cadres(orderId)).findLast((one) => one.person === person);
  return post(`/v1/assignments/${asked?.assignment_id}/answer`, as(person), { isAccepted });
};
const ask = (orderId: string, person: string) =>
  post(`/v1/isolation-orders/${orderId}/carers`, liaison, { role: 'community-cadre', person });
const openTasks = (participantId: string, kind: string) =>
  rows<{ owner_role: string; owner_person: string | null; due_at: Date }>(
    `select owner_role, owner_person, due_at from isolation.tasks
      where participant_id = $1 and kind = $2 and state = 'open' and detail ->> 'role' is distinct from 'doctor'
        and owner_role <> 'doctor'`,
    [participantId, kind],
  );
const ownersOfCalls = async (participantId: string) => [
  ...new Set((await openTasks(participantId, 'call')).map(({ owner_person }) => owner_person)),
];
/** Every order of these tests has somebody who answers for it: a cadre, a cadre who is asked, or the district. */
async function isAnsweredFor(orderId: string, participantId: string): Promise<boolean> {
  const held = await standing(orderId);
  const waiting = [
    ...(await openTasks(participantId, 'accept-care')),
    ...(await openTasks(participantId, 'assign-carer')),
  ];
  return held.some(({ state }) => state === 'accepted') || waiting.length === 1;
}
async function withCalls(participantId: string) {
  await theRoom().service.app.get(KeepOrders).run();
  await eventually(async () => (await openTasks(participantId, 'call')).length > 0);
}

describe('a cadre who is asked', () => {
  test('owns nothing until they say yes, and the role answers meanwhile', async () => {
    const { orderId, participantId } = await ordered();
    await withCalls(participantId);
    expect(await standing(orderId)).toMatchObject([{ person: 'cadre-a', state: 'proposed' }]);
    expect(await openTasks(participantId, 'accept-care')).toMatchObject([{ owner_person: null }]);
    expect(await ownersOfCalls(participantId)).toEqual([null]);
    expect((await answer(orderId, 'cadre-a', true)).status).toBe(200);
    expect(await ownersOfCalls(participantId)).toEqual(['cadre-a']);
    expect(await openTasks(participantId, 'accept-care')).toEqual([]);
  });

  test('and declines as the last one on the list leaves the district to find somebody, by a clock', async () => {
    const { orderId, participantId } = await ordered();
    await withCalls(participantId);
    expect((await answer(orderId, 'cadre-a', false)).status).toBe(200);
    expect(await standing(orderId)).toEqual([]);
    expect(await openTasks(participantId, 'accept-care')).toEqual([]);
    expect(await openTasks(participantId, 'assign-carer')).toMatchObject([
      { owner_role: 'district-liaison', due_at: expect.any(Date) },
    ]);
    expect(await ownersOfCalls(participantId)).toEqual([null]);
    expect(await answer(orderId, 'cadre-a', true)).toMatchObject({
      status: 409,
      body: { code: 'ASSIGNMENT_ANSWERED' },
    });
  });
});

describe('a transfer', () => {
  test('moves ownership only when the other says yes; until then the first answers', async () => {
    const { orderId, participantId } = await ordered();
    await withCalls(participantId);
    await answer(orderId, 'cadre-a', true);
    await list('cadre-b', 'community-cadre');
    expect((await ask(orderId, 'cadre-b')).status).toBe(201);
    expect(await ownersOfCalls(participantId)).toEqual(['cadre-a']);
    expect(await isAnsweredFor(orderId, participantId)).toBe(true);

    // The other says no: everything stays where it was, and nobody new is asked over the head of whoever has it.
    expect((await answer(orderId, 'cadre-b', false)).status).toBe(200);
    expect(await ownersOfCalls(participantId)).toEqual(['cadre-a']);
    expect(await standing(orderId)).toMatchObject([{ person: 'cadre-a', state: 'accepted' }]);
    expect(await openTasks(participantId, 'assign-carer')).toEqual([]);

    expect((await ask(orderId, 'cadre-b')).status).toBe(201);
    const both = await Promise.all([answer(orderId, 'cadre-b', true), answer(orderId, 'cadre-b', true)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect(await ownersOfCalls(participantId)).toEqual(['cadre-b']);
    expect(await standing(orderId)).toMatchObject([{ person: 'cadre-b', state: 'accepted' }]);
    expect((await list('cadre-b', 'community-cadre', false)).status).toBe(201);
  });

  test('is nobody else’s to answer', async () => {
    const { orderId } = await ordered();
    const [asked] = await standing(orderId);
    const foreign = await post(`/v1/assignments/${asked?.assignment_id}/answer`, as('cadre-z'), { isAccepted: true });
    expect(foreign).toMatchObject({ status: 409, body: { code: 'ASSIGNMENT_OF_OTHER' } });
    expect(await standing(orderId)).toMatchObject([{ person: 'cadre-a', state: 'proposed' }]);
  });
});

describe('a cadre who leaves the list', () => {
  test('leaves everybody to the next one who is asked, or to the district, and nobody to no one', async () => {
    const { orderId, participantId } = await ordered();
    await withCalls(participantId);
    await answer(orderId, 'cadre-a', true);
    await list('cadre-c', 'community-cadre');
    await list('cadre-a', 'community-cadre', false);
    expect(await standing(orderId)).toMatchObject([{ person: 'cadre-c', state: 'proposed' }]);
    expect(await ownersOfCalls(participantId)).toEqual([null]);
    expect(await isAnsweredFor(orderId, participantId)).toBe(true);
    expect((await answer(orderId, 'cadre-c', false)).status).toBe(200);
    expect(await openTasks(participantId, 'assign-carer')).toHaveLength(1);
    expect(await isAnsweredFor(orderId, participantId)).toBe(true);
  });
});
