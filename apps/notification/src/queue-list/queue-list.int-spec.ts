import { listQueues } from '@lib/contracts/http/notification/queues';
import { OpenCaseV1 } from '@lib/contracts/jobs/open-case.v1';
import { JobQueues } from '@lib/messaging';
import { namespacedKafka, namespacedRedis, openRoom } from '@lib/testing';
import type { NamespacedKafka, NamespacedRedis, Room } from '@lib/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NotificationModule } from '../notification.module.js';

let kafka: NamespacedKafka;
let redis: NamespacedRedis;
let room: Room;

beforeAll(async () => {
  kafka = namespacedKafka();
  redis = await namespacedRedis(kafka.namespace);
  const env = { BULOU_NAMESPACE: kafka.namespace, REDIS_URL: redis.url };
  room = await openRoom({ app: 'notification', schema: 'notification', module: NotificationModule, env });
});

afterAll(async () => {
  await room?.close();
  await redis?.drop();
  await kafka?.drop();
});

test('an administrator sees how many jobs wait, and nothing of what they carry; nobody else sees anything', async () => {
  await room.service.app
    .get(JobQueues)
    .queue(OpenCaseV1.queue)
    .add('esc-1-a1', 'open-case', { secret: 'who it is about' });
  const read = (role: 'admin' | 'cdc-duty') =>
    room.call('GET', '/v1/queues', { as: { sub: `${role}-1`, role, scope: { district: '330105' } } });
  const answer = await read('admin');
  expect(answer.status).toBe(200);
  const shown = listQueues.response.parse(answer.body).queues.find(({ queue }) => queue === OpenCaseV1.queue);
  expect(shown).toMatchObject({ counts: { waiting: 1, failed: 0 }, failures: [] });
  expect(JSON.stringify(answer.body)).not.toContain('who it is about');
  expect((await read('cdc-duty')).status).toBe(403);
});
