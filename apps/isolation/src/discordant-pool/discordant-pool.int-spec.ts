import { TubeSealedV1 } from '@lib/contracts/events/batching/tube-sealed.v1';
import { DetectionWithdrawnV1 } from '@lib/contracts/events/lab/detection-withdrawn.v1';
import { ResultReleasedV1 } from '@lib/contracts/events/lab/result-released.v1';
import { TubeLostV1 } from '@lib/contracts/events/lab/tube-lost.v1';
import { RetestAnsweredV1 } from '@lib/contracts/events/lab/retest-answered.v1';
import { CampaignOpenedV1 } from '@lib/contracts/events/registration/campaign-opened.v1';
import { listDiscordantPools } from '@lib/contracts/http/isolation/discordant-pools';
import { takeAlert } from '@lib/contracts/http/isolation/duty-list';
import { OpenCaseV1 } from '@lib/contracts/jobs/open-case.v1';
import type { OpenCase } from '@lib/contracts/jobs/open-case.v1';
import { Database, systemIds } from '@lib/platform';
import { eventually, foreignFacts, namespacedKafka, namespacedRedis, openRoom } from '@lib/testing';
import type { ForeignFacts, NamespacedKafka, NamespacedRedis, Room } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { IsolationModule } from '../isolation.module.js';
import { AskSecondSwabs } from './ask-second-swabs.handler.js';
import { OpenCases } from '../open-case/open-case.handler.js';

let kafka: NamespacedKafka;
let redis: NamespacedRedis;
let facts: ForeignFacts;
let room: Room;

// In the quick campaign a day passes in a second; in the slow one nobody waits for tomorrow.
const quick = systemIds.uuid7();
const slow = systemIds.uuid7();
const siteCode = '330105-0001';
const duty = { sub: 'duty-1', role: 'cdc-duty', scope: { district: '330105' } } as const;
const soon = { withinMs: 20_000 };

beforeAll(async () => {
  kafka = namespacedKafka();
  redis = await namespacedRedis(kafka.namespace);
  facts = foreignFacts(kafka);
  const env = { BULOU_NAMESPACE: kafka.namespace, REDIS_URL: redis.url };
  room = await openRoom({ app: 'isolation', schema: 'isolation', module: IsolationModule, env });
  const policy = { version: 3 } as never;
  await facts.tell(CampaignOpenedV1, { campaignId: quick, kind: 'drill', timeScale: 86_400, policy });
  await facts.tell(CampaignOpenedV1, { campaignId: slow, kind: 'drill', timeScale: 1, policy });
  await eventually(async () => (await rows('select 1 from isolation.campaigns')).length === 2, { withinMs: 30_000 });
});

afterAll(async () => {
  await room?.close();
  await facts?.close();
  await redis?.drop();
  await kafka?.drop();
});

let serial = 0;
const nextTube = () => writeTubeBarcode('23', (serial += 1));
const rows = <R extends object = Record<string, unknown>>(sql: string, values: readonly unknown[] = []) =>
  room.postgres.admin<R>(sql, values);

/** A detected pool of two that a duty person took over, with the order of each. */
async function takenPool(campaignId: string) {
  const members = [1, 2].map((position) => ({ position, subjectKind: 'person', subjectId: systemIds.uuid4() }));
  const job: OpenCase = OpenCaseV1.shape.parse({
    ...OpenCaseV1.example,
    ...{ campaignId, siteCode, members, escalationId: systemIds.uuid7(), tubeId: nextTube(), finding: 'detected' },
  });
  await room.service.app.get(OpenCases).run(job, `esc-${job.escalationId}-a1`);
  const path = takeAlert.path.replace(':escalationId', job.escalationId);
  expect((await room.call('POST', path, { as: duty, body: {}, key: systemIds.uuid4() })).status).toBe(200);
  return job;
}

const openOrder = async (participantId: string) =>
  (
    await rows<{ order_id: string; cause: string }>(
      `select order_id, cause from isolation.recollections where participant_id = $1 and state = 'open'`,
      [participantId],
    )
  )[0];

/** The single tube of one member, drawn on the open order and found to hold nothing, or what is said. */
async function answerAlone(job: OpenCase, index: number, finding: 'not-detected' | 'detected' = 'not-detected') {
  const member = job.members[index]!;
  const order = await openOrder(member.subjectId);
  const swab = { tubeId: nextTube(), campaignId: job.campaignId, siteCode, purpose: 'recollection' as const };
  const single = { ...swab, orderId: order!.order_id, members: [{ ...member, position: 1 }] };
  await facts.tell(TubeSealedV1, { ...single, capacity: 1 });
  await facts.tell(ResultReleasedV1, { ...single, finding, resultVersion: 1, status: 'final' });
  const answered = () =>
    rows(`select 1 from isolation.recollections where order_id = $1 and state = 'answered'`, [order!.order_id]);
  await eventually(async () => (await answered()).length === 1, soon);
}

/** The single tube of one member, drawn on the open order and lost on its way. */
async function loseAlone(job: OpenCase, index: number): Promise<void> {
  const member = job.members[index]!;
  const order = await openOrder(member.subjectId);
  const swab = { tubeId: nextTube(), campaignId: job.campaignId, siteCode, purpose: 'recollection' as const };
  const single = { ...swab, orderId: order!.order_id, members: [{ ...member, position: 1 }] };
  await facts.tell(TubeSealedV1, { ...single, capacity: 1 });
  await facts.tell(TubeLostV1, single);
  await eventually(async () => expect(await openOrder(member.subjectId)).toMatchObject({ cause: 'lost' }), soon);
}

const poolOf = async ({ tubeId }: OpenCase) => {
  const { body } = await room.call('GET', listDiscordantPools.path, { as: duty });
  return listDiscordantPools.response.parse(body).pools.find((pool) => pool.tubeId === tubeId);
};
const states = async ({ members }: OpenCase) =>
  rows<{ state: string }>('select state from isolation.cases where participant_id = any($1::uuid[])', [
    members.map(({ subjectId }) => subjectId),
  ]);
const retestsOf = ({ tubeId }: OpenCase) =>
  rows<{ payload: object }>(
    `select payload from isolation.outbox where type = 'isolation.retest-requested.v1' and aggregateid = $1`,
    [tubeId],
  );

test('when nobody of a detected pool is detected alone, the tube is tested again and each owes a second swab', async () => {
  const job = await takenPool(slow);
  await answerAlone(job, 0);
  expect(await poolOf(job)).toBeUndefined();
  await answerAlone(job, 1);
  const pool = await poolOf(job);
  expect(pool).toMatchObject({
    persons: 2,
    owner: { role: 'cdc-duty', place: '330105' },
    retest: { owner: { role: 'lab' }, outcome: null },
    secondSwabs: { owed: 2, asked: 0, answered: 0, waived: 0 },
  });
  expect(await retestsOf(job)).toMatchObject([{ payload: { tubeId: job.tubeId, reason: 'pool-discordant' } }]);
  const owed = await rows<{ hours: number }>(
    `select extract(epoch from o.begins_at - t.sealed_at)::float / 3600 as hours
       from isolation.owed_swabs o join isolation.recollection_tubes t using (participant_id) where o.tube_id = $1`,
    [job.tubeId],
  );
  expect(await tasksOf(job, 'second-swab')).toMatchObject([{ owner_role: 'cdc-duty' }, { state: 'open' }]);
  expect(await tasksOf(job, 'retest')).toMatchObject([{ state: 'open', owner_role: 'lab-supervisor' }]);
  expect(owed.map(({ hours }) => hours)).toEqual([24, 24]);
});

const tasksOf = async ({ tubeId }: OpenCase, kind: string) =>
  rows<{ state: string; outcome: string | null; owner_role: string; due_at: Date; begins_at: Date }>(
    `select state, outcome, owner_role, due_at, begins_at from isolation.tasks
      where kind = $2 and detail->>'tubeId' = $1 order by state`,
    [tubeId, kind],
  );

test('nobody is asked for it before its time, and nobody is under suspicion meanwhile', async () => {
  const job = await takenPool(slow);
  await answerAlone(job, 0);
  await answerAlone(job, 1);
  await eventually(async () => (await poolOf(job)) !== undefined, soon);
  await room.service.app.get(AskSecondSwabs).run();
  expect(await poolOf(job)).toMatchObject({ secondSwabs: { owed: 2, asked: 0 } });
  expect(await states(job)).toEqual([{ state: 'cleared' }, { state: 'cleared' }]);
  expect(await openOrder(job.members[0]!.subjectId)).toBeUndefined();
});

test('when its time has come each is called back for it; the case stays cleared, and a lost second swab is asked for again', async () => {
  const job = await takenPool(quick);
  await answerAlone(job, 0);
  await answerAlone(job, 1);
  await eventually(async () => (await openOrder(job.members[0]!.subjectId))?.cause === 'pool-discordant', soon);
  await eventually(async () => (await openOrder(job.members[1]!.subjectId))?.cause === 'pool-discordant', soon);
  expect(await states(job)).toEqual([{ state: 'cleared' }, { state: 'cleared' }]);
  await answerAlone(job, 0);
  await loseAlone(job, 1);
  await eventually(async () => (await poolOf(job))?.secondSwabs.answered === 1, soon);
  expect(await poolOf(job)).toMatchObject({ secondSwabs: { owed: 0, asked: 1, answered: 1 } });
  await facts.tell(RetestAnsweredV1, { tubeId: job.tubeId, campaignId: quick, askedVersion: job.resultVersion });
  await eventually(async () => (await poolOf(job))?.retest.outcome === 'confirmed', soon);
  expect(await retestsOf(job)).toHaveLength(1);
  expect(await tasksOf(job, 'retest')).toMatchObject([{ state: 'done', outcome: 'confirmed' }]);
  expect(await tasksOf(job, 'second-swab')).toMatchObject([{ state: 'done', outcome: 'answered' }, { state: 'open' }]);
});

test('one member who cannot be called back keeps no other from their second swab', async () => {
  const job = await takenPool(quick);
  const [bad = '', good = ''] = job.members.map(({ subjectId }) => subjectId);
  await rows(`create function isolation.refuse_one() returns trigger language plpgsql as $$ begin
    if new.participant_id = '${bad}' and new.cause = 'pool-discordant' then raise exception 'a planted fault'; end if;
    return new; end $$`);
  await rows(`create trigger refuse_one before insert on isolation.recollections
    for each row execute function isolation.refuse_one()`);
  await answerAlone(job, 0);
  await answerAlone(job, 1);
  await eventually(async () => expect(await openOrder(good)).toMatchObject({ cause: 'pool-discordant' }), soon);
  expect(await openOrder(bad)).toBeUndefined();
  await rows('drop trigger refuse_one on isolation.recollections');
  await eventually(async () => expect(await openOrder(bad)).toMatchObject({ cause: 'pool-discordant' }), soon);
});

test('one member who is detected alone makes the pool no riddle', async () => {
  const job = await takenPool(slow);
  await answerAlone(job, 0);
  await answerAlone(job, 1, 'detected');
  expect(await poolOf(job)).toBeUndefined();
  expect(await retestsOf(job)).toEqual([]);
});

test('a finding that the laboratory takes back leaves nobody owing anything', async () => {
  const job = await takenPool(slow);
  await answerAlone(job, 0);
  await answerAlone(job, 1);
  await eventually(async () => (await poolOf(job)) !== undefined, soon);
  const { campaignId, tubeId, members, resultVersion } = job;
  const taken = { campaignId, tubeId, siteCode, members: [...members], supersedes: resultVersion };
  await facts.tell(DetectionWithdrawnV1, { ...taken, resultVersion: resultVersion + 1, finding: 'not-detected' });
  await eventually(async () => (await poolOf(job))?.secondSwabs.waived === 2, soon);
  expect(await tasksOf(job, 'second-swab')).toMatchObject([{ state: 'cancelled' }, { state: 'cancelled' }]);
});

test('nothing was parked on the way', async () => {
  expect(await room.service.app.get(Database).query('select consumer, type, reason from dead_letters')).toEqual([]);
});
