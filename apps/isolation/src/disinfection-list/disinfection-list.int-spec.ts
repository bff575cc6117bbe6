import { listDisinfections } from '@lib/contracts/http/isolation/disinfections';
import { OpenCaseV1 } from '@lib/contracts/jobs/open-case.v1';
import { systemIds } from '@lib/platform';
import { namespacedKafka, namespacedRedis, openRoom } from '@lib/testing';
import type { NamespacedKafka, NamespacedRedis, Room } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { IsolationModule } from '../isolation.module.js';
import { OpenCases } from '../open-case/open-case.handler.js';

let kafka: NamespacedKafka;
let redis: NamespacedRedis;
let room: Room;
const { campaignId } = OpenCaseV1.example;

beforeAll(async () => {
  kafka = namespacedKafka();
  redis = await namespacedRedis(kafka.namespace);
  const env = { BULOU_NAMESPACE: kafka.namespace, REDIS_URL: redis.url };
  room = await openRoom({ app: 'isolation', schema: 'isolation', module: IsolationModule, env });
});

afterAll(async () => {
  await room?.close();
  await redis?.drop();
  await kafka?.drop();
});

let serial = 0;
async function alarmed(subjectKinds: readonly ('person' | 'place' | 'goods')[]): Promise<string> {
  const members = subjectKinds.map((subjectKind, index) => {
    return { position: index + 1, subjectKind, subjectId: systemIds.uuid4() };
  });
  const alarm = { escalationId: systemIds.uuid7(), tubeId: writeTubeBarcode('28', (serial += 1)), members };
  const job = OpenCaseV1.shape.parse({ ...OpenCaseV1.example, ...alarm });
  await room.service.app.get(OpenCases).run(job, `esc-${job.escalationId}-a1`);
  return job.escalationId;
}

async function listedIn(district: string) {
  const as = { sub: 'duty-1', role: 'cdc-duty', scope: { district } } as const;
  const answer = await room.call('GET', `/v1/disinfections?campaign=${campaignId}`, { as });
  expect(answer.status).toBe(200);
  return listDisinfections.response.parse(answer.body).disinfections;
}

test('the places and goods of an alarm are listed with an owner and a clock, for their district only; people are not', async () => {
  const escalationId = await alarmed(['place', 'person', 'goods']);
  await alarmed(['person']);
  const mine = await listedIn('330105');
  expect(mine).toMatchObject([
    { escalationId, position: 1, subjectKind: 'place', owner: { place: '330105' } },
    { escalationId, position: 3, subjectKind: 'goods' },
  ]);
  expect(mine.every(({ dueAt, listedAt }) => dueAt > listedAt)).toBe(true);
  expect(await listedIn('330106')).toEqual([]);
  const sampler = { sub: 's', role: 'sampler', scope: { site: '330105-0001' } } as const;
  expect((await room.call('GET', '/v1/disinfections', { as: sampler })).status).toBe(403);
});
