import { DetectionRaisedV1 } from '@lib/contracts/events/lab/detection-raised.v1';
import { eventually, foreignFacts, namespacedKafka, namespacedRedis, openRoom } from '@lib/testing';
import type { ForeignFacts, NamespacedKafka, NamespacedRedis, Room } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aDuty, putRoster } from '../duty/duty-room.js';
import { NotificationModule } from '../notification.module.js';

let kafka: NamespacedKafka;
let redis: NamespacedRedis;
let facts: ForeignFacts;
let room: Room;

beforeAll(async () => {
  kafka = namespacedKafka();
  redis = await namespacedRedis(kafka.namespace);
  facts = foreignFacts(kafka);
  const env = { BULOU_NAMESPACE: kafka.namespace, REDIS_URL: redis.url };
  room = await openRoom({ app: 'notification', schema: 'notification', module: NotificationModule, env });
});

afterAll(async () => {
  await room?.close();
  await facts?.close();
  await redis?.drop();
  await kafka?.drop();
});

// More than one look of the ladders takes in hand.
const ownerless = 510;

const ownersOf = (table: 'escalations' | 'dispatches', tubeId: string) =>
  room.postgres.admin<{ owner_role: string; owner_person: string | null }>(
    `select t.owner_role, t.owner_person from notification.${table} t
      where t.escalation_id = (select escalation_id from notification.escalations where tube_id = $1)
      order by t.owner_person nulls last`,
    [tubeId],
  );

test('hundreds of alerts of a district without a duty keep no place before an alert whose owner comes on duty', async () => {
  // Somebody is on duty there, but in no role of any ladder.
  await putRoster(room, [aDuty('doctor', '330105', 'doctor-1')]);
  await facts.publish(
    Array.from({ length: ownerless }, (_, index) =>
      facts.message(DetectionRaisedV1, { tubeId: writeTubeBarcode('33', index + 1), siteCode: '330105-0001' }),
    ),
  );
  const opened = 'select count(*)::int as n from notification.escalations';
  await eventually(async () => (await room.postgres.admin<{ n: number }>(opened))[0]?.n === ownerless, {
    withinMs: 60_000,
    everyMs: 200,
  });
  const tubeId = writeTubeBarcode('33', ownerless + 1);
  await facts.tell(DetectionRaisedV1, { tubeId, siteCode: '330106-0001' });
  await eventually(async () => (await ownersOf('dispatches', tubeId)).length === 3);
  expect((await ownersOf('escalations', tubeId))[0]?.owner_person).toBeNull();
  await putRoster(room, [aDuty('cdc-duty', '330106', 'cdc-6'), aDuty('sampling-squad', '330106', 'squad-6')]);
  await eventually(async () =>
    expect(await ownersOf('escalations', tubeId)).toMatchObject([{ owner_person: 'cdc-6' }]),
  );
  await eventually(async () =>
    expect(await ownersOf('dispatches', tubeId)).toMatchObject([
      { owner_role: 'sampling-squad', owner_person: 'squad-6' },
      { owner_person: null },
      { owner_person: null },
    ]),
  );
}, 120_000);
