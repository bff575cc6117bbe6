import { AlertTakenV1 } from '@lib/contracts/events/isolation/alert-taken.v1';
import { TaskOverdueV1 } from '@lib/contracts/events/isolation/task-overdue.v1';
import { DetectionRaisedV1 } from '@lib/contracts/events/lab/detection-raised.v1';
import { CampaignOpenedV1 } from '@lib/contracts/events/registration/campaign-opened.v1';
import type { Alarm } from '@lib/contracts/http/notification/alarms';
import { systemIds } from '@lib/platform';
import { eventually, foreignFacts, namespacedKafka, namespacedRedis, openRoom } from '@lib/testing';
import type { ForeignFacts, NamespacedKafka, NamespacedRedis, Room } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import type { Role } from '@lib/vocabulary';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aDuty, putFullRoster, putRoster } from '../duty/duty-room.js';
import { NotificationModule } from '../notification.module.js';

let kafka: NamespacedKafka;
let redis: NamespacedRedis;
let facts: ForeignFacts;
let room: Room;
const campaignId = systemIds.uuid7();

beforeAll(async () => {
  kafka = namespacedKafka();
  redis = await namespacedRedis(kafka.namespace);
  facts = foreignFacts(kafka);
  const env = { BULOU_NAMESPACE: kafka.namespace, REDIS_URL: redis.url };
  room = await openRoom({ app: 'notification', schema: 'notification', module: NotificationModule, env });
  await putFullRoster(room, '330105');
  await putRoster(room, [aDuty('sampling-squad', '330105', 'squad-1'), aDuty('community-cadre', '330105', 'cadre-1')]);
  const policy = { version: 1, ladderSeconds: [1, 600, 1200] } as never;
  await facts.tell(CampaignOpenedV1, { campaignId, kind: 'drill', policy, timeScale: 1 });
  await eventually(async () => (await room.postgres.admin('select 1 from notification.campaigns')).length === 1);
});

afterAll(async () => {
  await room?.close();
  await facts?.close();
  await redis?.drop();
  await kafka?.drop();
});

const onScreen = async (role: Role, sub: string): Promise<Alarm[]> => {
  const as = { sub, role, scope: { district: '330105' } };
  return ((await room.call('GET', '/v1/alarms', { as })).body as { alarms: Alarm[] }).alarms;
};
const causesOf = async (role: Role, sub: string) =>
  (await onScreen(role, sub)).map(({ kind, cause }) => `${kind} ${cause.kind}`);

test('an alert rings on the screen of whoever its ladder calls first, and again where silence climbs', async () => {
  await facts.tell(DetectionRaisedV1, { tubeId: writeTubeBarcode('28', 1), campaignId });
  await eventually(async () => {
    expect(await causesOf('cdc-duty', 'cdc-duty-1')).toContain('dispatch escalation');
  });
  await eventually(async () => {
    expect(await causesOf('isolation-officer', 'isolation-officer-1')).toContain('duty-call escalation');
  });
});

test('the squad and the community of an alert hear it ring too', async () => {
  await eventually(async () => {
    expect(await causesOf('sampling-squad', 'squad-1')).toContain('dispatch dispatch');
    expect(await causesOf('community-cadre', 'cadre-1')).toContain('dispatch dispatch');
  });
});

test('a task that ran over its clock rings on the screen of whoever is on duty for it', async () => {
  const { example } = TaskOverdueV1;
  await facts.tell(TaskOverdueV1, { ...example, taskId: systemIds.uuid7(), campaignId, ownerRole: 'community-cadre' });
  await eventually(async () => {
    expect(await causesOf('community-cadre', 'cadre-1')).toContain('task-overdue dispatch');
  });
});

test('a dispatch that somebody takes rings no more, also on the screen of whoever was called; the others ring on', async () => {
  const squad = { sub: 'squad-2', role: 'sampling-squad' as const, scope: { district: '330105' } };
  const isDispatch = ({ kind, cause }: Alarm) => kind === 'dispatch' && cause.kind === 'dispatch';
  const dispatchId = (await onScreen('sampling-squad', 'squad-1')).find(isDispatch)?.cause.id ?? '';
  const taken = await room.call('POST', `/v1/dispatches/${dispatchId}/take`, {
    ...{ as: squad, body: {}, key: systemIds.uuid4() },
  });
  expect(taken.status).toBe(200);
  expect((await onScreen('sampling-squad', 'squad-1')).filter(isDispatch)).toEqual([]);
  expect((await onScreen('community-cadre', 'cadre-1')).some(isDispatch)).toBe(true);
  const all = (await room.call('GET', '/v1/alarms?state=all', { as: { ...squad, sub: 'squad-1' } })).body;
  const [read] = (all as { alarms: Alarm[] }).alarms.filter(({ cause }) => cause.id === dispatchId);
  expect(read).toMatchObject({ readBy: 'squad-2' });
});

test('an alert that somebody takes rings no more on any rung of its ladder', async () => {
  const [rung] = (await onScreen('cdc-duty', 'cdc-duty-1')).filter(({ cause }) => cause.kind === 'escalation');
  const escalationId = rung?.cause.id ?? '';
  await facts.tell(AlertTakenV1, { escalationId, tubeId: writeTubeBarcode('28', 1), takenBy: 'officer-9' });
  await eventually(async () => {
    expect(await causesOf('cdc-duty', 'cdc-duty-1')).not.toContain('dispatch escalation');
    expect(await causesOf('isolation-officer', 'isolation-officer-1')).not.toContain('duty-call escalation');
  });
});
