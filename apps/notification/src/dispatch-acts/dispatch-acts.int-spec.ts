import type { Alarm } from '@lib/contracts/http/notification/alarms';
import { listDispatches } from '@lib/contracts/http/notification/dispatches';
import { DetectionRaisedV1 } from '@lib/contracts/events/lab/detection-raised.v1';
import { systemIds } from '@lib/platform';
import type { TokenClaims } from '@lib/platform';
import { eventually, foreignFacts, namespacedKafka, namespacedRedis, openRoom } from '@lib/testing';
import type { ForeignFacts, NamespacedKafka, NamespacedRedis, Room } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aDuty, putFullRoster, putRoster } from '../duty/duty-room.js';
import { NotificationModule } from '../notification.module.js';

let kafka: NamespacedKafka;
let redis: NamespacedRedis;
let facts: ForeignFacts;
let room: Room;

const home = '330105';
const squad = (n: number, district = home): TokenClaims => {
  return { sub: `squad-${n}`, role: 'sampling-squad', scope: { district } };
};

beforeAll(async () => {
  kafka = namespacedKafka();
  redis = await namespacedRedis(kafka.namespace);
  facts = foreignFacts(kafka);
  const env = { BULOU_NAMESPACE: kafka.namespace, REDIS_URL: redis.url };
  room = await openRoom({ app: 'notification', schema: 'notification', module: NotificationModule, env });
  await putFullRoster(room, home);
  await putRoster(room, [aDuty('sampling-squad', home, 'squad-1')]);
});

afterAll(async () => {
  await room?.close();
  await facts?.close();
  await redis?.drop();
  await kafka?.drop();
});

const listed = async (as: TokenClaims, query = '') => {
  const answer = await room.call('GET', `/v1/dispatches${query}`, { as });
  expect(answer.status).toBe(200);
  return listDispatches.response.parse(answer.body).dispatches;
};
const act = (as: TokenClaims, id: string, what: string, body: object = {}) =>
  room.call('POST', `/v1/dispatches/${id}/${what}`, { as, body, key: systemIds.uuid4() });

let serial = 0;
async function squadsDispatch() {
  const tubeId = writeTubeBarcode('25', (serial += 1));
  await facts.tell(DetectionRaisedV1, { tubeId, siteCode: `${home}-0001` });
  return eventually(async () => {
    const mine = (await listed(squad(1))).find((one) => one.tubeId === tubeId && one.kind === 'sampling-squad');
    return mine !== undefined && mine.receivedAt !== null && mine;
  });
}

test('a dispatch is taken once, by a role that it calls, in its own district; then its ladder stops', async () => {
  const { dispatchId, version, takenAt, owner } = await squadsDispatch();
  expect({ takenAt, person: owner.person }).toEqual({ takenAt: null, person: 'squad-1' });
  expect(await act(squad(2, '330106'), dispatchId, 'take')).toMatchObject({ status: 404 });
  expect(await act({ ...squad(2), role: 'doctor' }, dispatchId, 'take')).toMatchObject({ status: 409 });
  expect(await act({ ...squad(2), role: 'sampler' }, dispatchId, 'take')).toMatchObject({ status: 403 });
  expect(await act(squad(2), dispatchId, 'take', { expectedVersion: version + 1 })).toMatchObject({ status: 409 });
  expect(await act(squad(2), dispatchId, 'take', { expectedVersion: version })).toMatchObject({ status: 200 });
  expect(await act(squad(1), dispatchId, 'take')).toMatchObject({
    status: 409,
    body: { code: 'DISPATCH_TAKEN' },
  });
  const [mine] = await listed(squad(2), '?state=taken&mine=true');
  expect(mine).toMatchObject({ dispatchId, takenBy: 'squad-2', nextRungAt: null });
  const ofCampaign = async (campaignId = '') =>
    (await listed(squad(2), `?state=all&campaign=${campaignId}`)).map((one) => one.dispatchId);
  expect(await ofCampaign(mine?.campaignId)).toContain(dispatchId);
  expect(await ofCampaign(systemIds.uuid4())).toEqual([]);
});

test('ownership passes at the acceptance and never before; a refusal leaves it where it was', async () => {
  const { dispatchId } = await squadsDispatch();
  await act(squad(1), dispatchId, 'take');
  const ownerNow = async () => {
    const all = await listed(squad(1), '?state=all');
    return all.find((one) => one.dispatchId === dispatchId)?.owner.person;
  };
  const toSecond = { toRole: 'sampling-squad', toPerson: 'squad-2' };
  expect((await act(squad(2), dispatchId, 'offer', toSecond)).status).toBe(409);
  expect((await act(squad(1), dispatchId, 'offer', toSecond)).status).toBe(200);
  expect(await ownerNow()).toBe('squad-1');
  expect((await act(squad(3), dispatchId, 'accept')).status).toBe(409);
  expect((await act(squad(2), dispatchId, 'decline')).status).toBe(200);
  expect((await act(squad(2), dispatchId, 'accept')).status).toBe(409);
  expect(await ownerNow()).toBe('squad-1');
  await act(squad(1), dispatchId, 'offer', toSecond);
  expect((await act(squad(2), dispatchId, 'accept')).status).toBe(200);
  expect(await ownerNow()).toBe('squad-2');
  const acts = await room.postgres.admin<{ act: string; person: string }>(
    'select act, person from notification.dispatch_acts where dispatch_id = $1 order by version',
    [dispatchId],
  );
  expect(acts.map(({ act: what, person }) => `${what} ${person}`)).toEqual([
    'taken squad-1',
    'offered squad-1',
    'declined squad-2',
    'offered squad-1',
    'accepted squad-2',
  ]);
});

test('a dispatch is known to have reached somebody once a call about it was seen, and when it was taken at the latest', async () => {
  const { dispatchId, deliveredAt } = await squadsDispatch();
  expect(deliveredAt).toBeNull();
  const now = async () => (await listed(squad(1), '?state=all')).find((one) => one.dispatchId === dispatchId);
  const { body } = await room.call('GET', '/v1/alarms', { as: squad(1) });
  const alarm = (body as { alarms: Alarm[] }).alarms.find(({ cause }) => cause.id === dispatchId);
  const read = await room.call('POST', `/v1/alarms/${alarm?.alarmId}/read`, {
    ...{ as: squad(1), body: {}, key: systemIds.uuid4() },
  });
  const { readAt } = read.body as { readAt: string };
  expect(await now()).toMatchObject({ deliveredAt: readAt, takenAt: null });
  await act(squad(1), dispatchId, 'take');
  expect(await now()).toMatchObject({ deliveredAt: readAt, takenAt: expect.any(String) });
  const second = await squadsDispatch();
  await act(squad(1), second.dispatchId, 'take');
  const [mine] = await listed(squad(1), '?state=taken&mine=true');
  expect(mine).toMatchObject({ dispatchId: second.dispatchId, deliveredAt: mine?.takenAt });
});
