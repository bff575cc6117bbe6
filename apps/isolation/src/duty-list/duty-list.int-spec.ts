import { ResidencesToldV1 } from '@lib/contracts/events/registration/residences-told.v1';
import { readDutyList, takeAlert } from '@lib/contracts/http/isolation/duty-list';
import { OpenCaseV1 } from '@lib/contracts/jobs/open-case.v1';
import type { OpenCase } from '@lib/contracts/jobs/open-case.v1';
import { systemIds } from '@lib/platform';
import { eventually, foreignFacts, namespacedKafka, namespacedRedis, openRoom } from '@lib/testing';
import type { ForeignFacts, NamespacedKafka, NamespacedRedis, Room } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { IsolationModule } from '../isolation.module.js';
import { OpenCases } from '../open-case/open-case.handler.js';

let kafka: NamespacedKafka;
let redis: NamespacedRedis;
let room: Room;
let facts: ForeignFacts;
const { campaignId } = OpenCaseV1.example;
const duty = { sub: 'duty-1', role: 'cdc-duty', scope: { district: '330105' } } as const;

beforeAll(async () => {
  kafka = namespacedKafka();
  facts = foreignFacts(kafka);
  redis = await namespacedRedis(kafka.namespace);
  const env = { BULOU_NAMESPACE: kafka.namespace, REDIS_URL: redis.url };
  room = await openRoom({ app: 'isolation', schema: 'isolation', module: IsolationModule, env });
});

afterAll(async () => {
  await room?.close();
  await facts?.close();
  await redis?.drop();
  await kafka?.drop();
});

let serial = 0;
async function alarmed(people = 1): Promise<OpenCase> {
  const tubeId = writeTubeBarcode('21', (serial += 1));
  const members = Array.from({ length: people }, (_, index) => {
    return { position: index + 1, subjectKind: 'person', subjectId: systemIds.uuid4() };
  });
  const job = OpenCaseV1.shape.parse({ ...OpenCaseV1.example, escalationId: systemIds.uuid7(), tubeId, members });
  await room.service.app.get(OpenCases).run(job, `esc-${job.escalationId}-a1`);
  return job;
}

const take = (job: OpenCase, as: Parameters<Room['bearer']>[0]) =>
  room.call('POST', takeAlert.path.replace(':escalationId', job.escalationId), {
    as,
    body: {},
    key: systemIds.uuid4(),
  });

test('an alert is seen and taken by every role of the ladder, each in its own district, the command centre in all', async () => {
  const liaison = { sub: 'liaison-1', role: 'district-liaison' as const };
  const centre = { sub: 'centre-1', role: 'command-centre' as const, scope: {} };
  const mine = { ...liaison, scope: { district: '330105' } };
  const job = await alarmed();
  const isListed = async (as: Parameters<Room['bearer']>[0]) => {
    const answer = await room.call('GET', `/v1/duty-list?campaign=${campaignId}&state=waiting`, { as });
    expect(answer.status).toBe(200);
    return readDutyList.response
      .parse(answer.body)
      .alerts.some(({ escalationId }) => escalationId === job.escalationId);
  };
  expect(await isListed(mine)).toBe(true);
  expect(await isListed(centre)).toBe(true);
  const elsewhere = { district: '330106' };
  for (const person of [liaison, duty]) {
    expect(await isListed({ ...person, scope: elsewhere })).toBe(false);
    expect(await take(job, { ...person, scope: elsewhere })).toMatchObject({ status: 404 });
    expect(await take(job, { ...person, scope: {} })).toMatchObject({ status: 403 });
  }
  expect(await take(job, centre)).toMatchObject({ status: 200, body: { takenBy: 'centre-1' } });
  expect((await take(await alarmed(), mine)).status).toBe(200);
});

test('an alert shows the command centre no row of a person, and the district its own', async () => {
  const job = await alarmed();
  const casesFor = async (as: Parameters<Room['bearer']>[0]) => {
    const { body } = await room.call('GET', `/v1/duty-list?campaign=${campaignId}&state=waiting`, { as });
    const listed = readDutyList.response.parse(body).alerts.find((alert) => alert.escalationId === job.escalationId);
    return listed?.cases.length;
  };
  expect(await casesFor({ sub: 'centre-1', role: 'command-centre', scope: {} })).toBe(0);
  expect(await casesFor(duty)).toBe(1);
});

test('the district where somebody lives sees that person beside the site’s, and nobody else of the tube', async () => {
  const job = await alarmed(2);
  const [atHome, away] = job.members.map(({ subjectId }) => subjectId);
  await facts.tell(ResidencesToldV1, {
    campaignId,
    tubeId: job.tubeId,
    residences: [
      { participantId: atHome!, divisionCode: '330105001002' },
      { participantId: away!, divisionCode: '330107001002' },
    ],
  });
  const peopleFor = async (district: string) => {
    const as = { sub: 'officer-1', role: 'isolation-officer', scope: { district } } as const;
    const { body } = await room.call('GET', `/v1/duty-list?campaign=${campaignId}&state=waiting`, { as });
    const listed = readDutyList.response.parse(body).alerts.find((alert) => alert.escalationId === job.escalationId);
    return listed?.cases.map(({ participantId }) => participantId);
  };
  await eventually(async () => (await peopleFor('330107')) !== undefined);
  expect(await peopleFor('330107')).toEqual([away]);
  expect(await peopleFor('330105')).toEqual([atHome, away]);
  expect(await peopleFor('330108')).toBeUndefined();
});
