import { CampaignOpenedV1 } from '@lib/contracts/events/registration/campaign-opened.v1';
import type { Alarm } from '@lib/contracts/http/notification/alarms';
import { Database, systemIds } from '@lib/platform';
import type { TokenClaims } from '@lib/platform';
import { eventually, foreignFacts, namespacedKafka, namespacedRedis, openRoom } from '@lib/testing';
import type { ForeignFacts, NamespacedKafka, NamespacedRedis, Room } from '@lib/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NotificationModule } from '../notification.module.js';
import { NoticeLedger } from './notice-ledger.store.js';
import type { NoticeRequest } from './notice.js';

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
  await facts.tell(CampaignOpenedV1, { campaignId, kind: 'drill' });
  await eventually(async () => (await room.postgres.admin('select 1 from notification.campaigns')).length === 1);
});

afterAll(async () => {
  await room?.close();
  await facts?.close();
  await redis?.drop();
  await kafka?.drop();
});

const ask = (...requests: NoticeRequest[]) =>
  room.service.app.get(Database).transaction((tx) => room.service.app.get(NoticeLedger).request(tx, requests));

const dispatch = (more: Partial<NoticeRequest> = {}): NoticeRequest => ({
  campaignId,
  kind: 'dispatch',
  to: { role: 'community-cadre', districtCode: '330105' },
  cause: { kind: 'dispatch', id: systemIds.uuid7(), version: 1 },
  fields: { what: '社区接手', siteCode: '330105-0001' },
  siteCode: '330105-0001',
  requestedBy: 'notification',
  ...more,
});

const cadre = (district: string, sub = 'cadre-1'): TokenClaims => ({
  sub,
  role: 'community-cadre',
  scope: { district },
});
const alarmsOf = async (as: TokenClaims, state = 'unread') =>
  (await room.call('GET', `/v1/alarms?state=${state}`, { as })).body as { alarms: Alarm[]; unread: number };

describe('a notice to a duty', () => {
  test('rings on the screens of its role and district, says that it is a drill, and nowhere else', async () => {
    const [entry] = await ask(dispatch());
    const mine = await alarmsOf(cadre('330105'));
    expect(mine.alarms.find(({ alarmId }) => alarmId === entry?.noticeId)).toMatchObject({
      kind: 'dispatch',
      isDrill: true,
      subjectZh: '【演练】新的派单',
      textZh: '【演练】社区接手（采样点330105-0001）',
      readAt: null,
    });
    expect(await alarmsOf(cadre('330106'))).toMatchObject({ alarms: [], unread: 0 });
    expect(await alarmsOf({ sub: 'd', role: 'doctor', scope: { district: '330105' } })).toMatchObject({ alarms: [] });
    expect((await room.call('GET', '/v1/alarms', { as: { sub: 'x', role: 'sampler', scope: {} } })).status).toBe(403);
  });

  test('asked for twice, in one transaction or in two, is one notice; a higher version calls again', async () => {
    const wish = dispatch();
    expect(await ask(wish, wish)).toHaveLength(1);
    expect(await ask(wish)).toEqual([]);
    expect(await ask({ ...wish, cause: { ...wish.cause, version: 2 } })).toHaveLength(1);
  });

  test('that is for one duty name is seen by that one alone', async () => {
    const [entry] = await ask(dispatch({ to: { role: 'community-cadre', districtCode: '330107', person: 'cadre-7' } }));
    expect((await alarmsOf(cadre('330107', 'cadre-7'))).alarms.map(({ alarmId }) => alarmId)).toEqual([
      entry?.noticeId,
    ]);
    expect(await alarmsOf(cadre('330107', 'cadre-8'))).toMatchObject({ alarms: [], unread: 0 });
  });

  test('is silent once somebody has read it; the first reader stays', async () => {
    const [entry] = await ask(dispatch({ to: { role: 'community-cadre', districtCode: '330108' } }));
    const read = (sub: string, district = '330108') =>
      room.call('POST', `/v1/alarms/${entry?.noticeId}/read`, {
        as: cadre(district, sub),
        body: {},
        key: systemIds.uuid4(),
      });
    expect((await read('cadre-9', '330105')).status).toBe(404);
    expect((await read('cadre-1')).body).toMatchObject({ readBy: 'cadre-1' });
    expect((await read('cadre-2')).body).toMatchObject({ readBy: 'cadre-1' });
    expect(await alarmsOf(cadre('330108'))).toMatchObject({ alarms: [], unread: 0 });
    expect((await alarmsOf(cadre('330108'), 'all')).alarms).toHaveLength(1);
  });
});

describe('a notice to a person', () => {
  test('goes at most once about a result version, whatever it would say', async () => {
    const participantId = systemIds.uuid4();
    const about = (kind: NoticeRequest['kind'], version: number) =>
      dispatch({ kind, to: { participantId }, cause: { kind: 'result', id: '21000000001235', version } });
    expect(await ask(about('stay-where-you-are', 1), about('hold-begun', 1))).toHaveLength(1);
    expect(await ask(about('case-cleared', 1))).toEqual([]);
    expect(await ask(about('case-cleared', 2))).toHaveLength(1);
  });
});
