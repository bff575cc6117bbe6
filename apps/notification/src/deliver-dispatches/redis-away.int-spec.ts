import { DetectionRaisedV1 } from '@lib/contracts/events/lab/detection-raised.v1';
import { eventually, foreignFacts, namespacedKafka, openRoom } from '@lib/testing';
import type { ForeignFacts, NamespacedKafka, Room } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { putFullRoster } from '../duty/duty-room.js';
import { NotificationModule } from '../notification.module.js';

let kafka: NamespacedKafka;
let facts: ForeignFacts;
let room: Room;

beforeAll(async () => {
  kafka = namespacedKafka();
  facts = foreignFacts(kafka);
  // Nobody listens on this port: Redis is away from the first moment to the last.
  const env = { BULOU_NAMESPACE: kafka.namespace, REDIS_URL: 'redis://127.0.0.1:1' };
  room = await openRoom({ app: 'notification', schema: 'notification', module: NotificationModule, env });
  await putFullRoster(room, '330105');
});

afterAll(async () => {
  await room?.close();
  await facts?.close();
  await kafka?.drop();
});

test('a detection is received by all whom it calls well within the minute while Redis stays away', async () => {
  const tubeId = writeTubeBarcode('29', 1);
  await facts.tell(DetectionRaisedV1, { tubeId });
  const rows = await eventually(
    async () => {
      const found = await room.postgres.admin<{ seconds: number | null }>(
        `select extract(epoch from d.received_at - d.opened_at)::float8 as seconds
           from notification.dispatches d join notification.escalations e using (escalation_id) where e.tube_id = $1`,
        [tubeId],
      );
      return found.length === 3 && found.every(({ seconds }) => seconds !== null) && found;
    },
    { withinMs: 60_000, everyMs: 200 },
  );
  for (const { seconds } of rows) expect(seconds).toBeLessThan(45);
}, 90_000);
