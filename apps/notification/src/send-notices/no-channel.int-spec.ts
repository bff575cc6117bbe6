import { CampaignOpenedV1 } from '@lib/contracts/events/registration/campaign-opened.v1';
import { Database, systemIds } from '@lib/platform';
import { eventually, foreignFacts, namespacedKafka, namespacedRedis, openRoom } from '@lib/testing';
import type { ForeignFacts, NamespacedKafka, NamespacedRedis, Room } from '@lib/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NoticeLedger } from '../notice/notice-ledger.store.js';
import { NotificationModule } from '../notification.module.js';

let kafka: NamespacedKafka;
let redis: NamespacedRedis;
let facts: ForeignFacts;
let room: Room;
const [drill, live] = [systemIds.uuid7(), systemIds.uuid7()];

beforeAll(async () => {
  kafka = namespacedKafka();
  redis = await namespacedRedis(kafka.namespace);
  facts = foreignFacts(kafka);
  const env = { BULOU_NAMESPACE: kafka.namespace, REDIS_URL: redis.url };
  room = await openRoom({ app: 'notification', schema: 'notification', module: NotificationModule, env });
  await facts.tell(CampaignOpenedV1, { campaignId: drill, kind: 'drill' });
  await facts.tell(CampaignOpenedV1, { campaignId: live, kind: 'live' });
  await eventually(async () => (await room.postgres.admin('select 1 from notification.campaigns')).length === 2);
});

afterAll(async () => {
  await room?.close();
  await facts?.close();
  await redis?.drop();
  await kafka?.drop();
});

async function noticeIn(campaignId: string): Promise<string> {
  const { app } = room.service;
  const [entry] = await app.get(Database).transaction((tx) =>
    app.get(NoticeLedger).request(tx, [
      {
        ...{ campaignId, kind: 'stay-where-you-are', to: { participantId: systemIds.uuid4() } },
        cause: { kind: 'case', id: systemIds.uuid7(), version: 1 },
        fields: { siteCode: '330105-0001', dueAt: '2026-11-22T08:00:00.000Z' },
        ...{ siteCode: '330105-0001', requestedBy: 'isolation' },
      },
    ]),
  );
  return entry!.noticeId;
}

const toldOf = async (noticeId: string): Promise<string[]> => {
  const sql = 'select type from notification.outbox where aggregateid = $1 order by aggregate_version';
  return (await room.postgres.admin<{ type: string }>(sql, [noticeId])).map(({ type }) => type);
};

test('without a way out, whoever is not told in a live campaign is visited, and in a drill nobody is', async () => {
  const [inDrill, inEarnest] = [await noticeIn(drill), await noticeIn(live)];
  await eventually(async () => {
    expect(await toldOf(inEarnest)).toEqual(['notification.notice-settled.v1', 'notification.notice-undelivered.v1']);
    expect(await toldOf(inDrill)).toEqual(['notification.notice-settled.v1']);
  });
});
