import { TubeSealedV1 } from '@lib/contracts/events/batching/tube-sealed.v1';
import { DetectionWithdrawnV1 } from '@lib/contracts/events/lab/detection-withdrawn.v1';
import { ResultReleasedV1 } from '@lib/contracts/events/lab/result-released.v1';
import { CampaignOpenedV1 } from '@lib/contracts/events/registration/campaign-opened.v1';
import { takeAlert } from '@lib/contracts/http/isolation/duty-list';
import { OpenCaseV1 } from '@lib/contracts/jobs/open-case.v1';
import type { OpenCase } from '@lib/contracts/jobs/open-case.v1';
import { Database, systemIds } from '@lib/platform';
import { eventually, foreignFacts, namespacedKafka, namespacedRedis, openRoom } from '@lib/testing';
import type { ForeignFacts, NamespacedKafka, NamespacedRedis, Room } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IsolationModule } from './isolation.module.js';
import { OpenCases } from './open-case/open-case.handler.js';

let kafka: NamespacedKafka;
let redis: NamespacedRedis;
let facts: ForeignFacts;
let room: Room;

const pack = {
  packId: 'drill-1',
  issuer: '演练指挥部',
  number: '演练〔2026〕1号',
  legalBasis: '演练',
  holdHoursMax: 24,
  remedyZh: '可向区卫健委申请复核',
  remedyEn: 'ask the district health commission for a review',
};
const campaignId = systemIds.uuid7();
const packless = systemIds.uuid7();
const siteCode = '330105-0001';
const duty = { sub: 'duty-1', role: 'cdc-duty', scope: { district: '330105' } } as const;

beforeAll(async () => {
  kafka = namespacedKafka();
  redis = await namespacedRedis(kafka.namespace);
  facts = foreignFacts(kafka);
  const env = { BULOU_NAMESPACE: kafka.namespace, REDIS_URL: redis.url };
  room = await openRoom({ app: 'isolation', schema: 'isolation', module: IsolationModule, env });
  const policy = { version: 3, measures: pack } as never;
  await facts.tell(CampaignOpenedV1, { campaignId, kind: 'drill', timeScale: 60, policy });
  await facts.tell(CampaignOpenedV1, { campaignId: packless, kind: 'drill', timeScale: 60 });
  await eventually(async () => (await rows('select 1 from isolation.campaigns')).length === 2, { withinMs: 30_000 });
});

afterAll(async () => {
  await room?.close();
  await facts?.close();
  await redis?.drop();
  await kafka?.drop();
});

let serial = 0;
const nextTube = () => writeTubeBarcode('21', (serial += 1));
const people = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    position: index + 1,
    subjectKind: 'person' as const,
    subjectId: systemIds.uuid4(),
  }));

const rows = <R extends object = Record<string, unknown>>(sql: string, values: readonly unknown[] = []) =>
  room.postgres.admin<R>(sql, values);

const told = async (type: string, participantId: string) =>
  (
    await rows<{ payload: Record<string, unknown> }>(
      `select payload from isolation.outbox where type = $1 and payload->>'participantId' = $2 order by position`,
      [`isolation.${type}.v1`, participantId],
    )
  ).map(({ payload }) => payload);

async function alarmed(part: Partial<OpenCase> = {}): Promise<OpenCase> {
  const job = OpenCaseV1.shape.parse({
    ...OpenCaseV1.example,
    campaignId,
    escalationId: systemIds.uuid7(),
    tubeId: nextTube(),
    members: people(2),
    ...part,
  });
  await room.service.app.get(OpenCases).run(job, `esc-${job.escalationId}-a1`);
  return job;
}

const stateOf = async (participantId: string) =>
  (await rows<{ state: string }>('select state from isolation.cases where participant_id = $1', [participantId]))[0]
    ?.state;

const take = (job: OpenCase, as: Partial<Parameters<Room['bearer']>[0]> = duty, key = systemIds.uuid4()) =>
  room.call('POST', takeAlert.path.replace(':escalationId', job.escalationId), {
    as: { ...duty, ...as },
    body: {},
    key,
  });

const soon = { withinMs: 20_000 };

async function orderOf(participantId: string): Promise<string> {
  const [order] = await rows<{ order_id: string }>(
    `select order_id from isolation.recollections where participant_id = $1 and state = 'open'`,
    [participantId],
  );
  if (order === undefined) throw new Error('no open order');
  return order.order_id;
}

/** A person of a taken alert, with the order for a single swab. */
async function recalled() {
  const job = await alarmed({ members: people(1) });
  expect((await take(job)).status).toBe(200);
  const [person] = job.members;
  return { job, participantId: person!.subjectId, members: [person!], orderId: await orderOf(person!.subjectId) };
}

describe('an alert', () => {
  test('opens one case for each person and acknowledges each of them', async () => {
    const job = await alarmed({ members: people(3) });
    for (const { subjectId } of job.members) {
      expect(await told('case-opened', subjectId)).toMatchObject([{ isNew: true, escalationId: job.escalationId }]);
    }
  });

  test('that comes again, by the queue or under a new attempt, does nothing', async () => {
    const job = await alarmed();
    await Promise.all([1, 2, 3].map((n) => room.service.app.get(OpenCases).run(job, `esc-${job.escalationId}-a${n}`)));
    expect(await told('case-opened', job.members[0]!.subjectId)).toHaveLength(1);
  });

  test('naming a person who has a case joins it', async () => {
    const job = await alarmed();
    const again = await alarmed({ members: job.members });
    const [, second] = await told('case-opened', job.members[0]!.subjectId);
    expect(second).toMatchObject({ isNew: false, escalationId: again.escalationId });
    expect(
      await rows('select 1 from isolation.cases where participant_id = $1', [job.members[0]!.subjectId]),
    ).toHaveLength(1);
  });

  test('of many tubes with the same people at once opens one case a person', async () => {
    const members = people(4);
    await Promise.all(
      [1, 2, 3, 4, 5, 6].map((turn) => alarmed({ members: turn % 2 ? members : members.toReversed() })),
    );
    const cases = await rows('select 1 from isolation.cases where participant_id = any($1::uuid[])', [
      members.map((member) => member.subjectId),
    ]);
    expect(cases).toHaveLength(4);
  });

  test('that cannot be received holds no other of its wave back, and fails alone', async () => {
    const { tubeId } = await alarmed();
    const wave = [0, 1, 2, 3, 4].map((turn) => alarmed(turn === 2 ? { tubeId } : {}));
    const outcomes = await Promise.allSettled(wave);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
  });

  test('of places and goods opens no case, and lists them for disinfection', async () => {
    const members = [{ ...people(1)[0]!, subjectKind: 'place' as const }];
    const job = await alarmed({ members });
    expect(
      await rows('select owner_role from isolation.disinfections where escalation_id = $1', [job.escalationId]),
    ).toEqual([{ owner_role: 'cdc-duty' }]);
    const facts = await rows('select aggregate_version from isolation.outbox where type = $1 and aggregateid = $2', [
      'isolation.disinfection-listed.v1',
      job.escalationId,
    ]);
    expect(facts).toEqual([{ aggregate_version: 1 }]);
    expect((await take(job)).body).toMatchObject({ cases: 0, recollections: 0, holds: 0 });
  });
});

describe('taking an alert over', () => {
  test('holds each person on a typed basis, asks for a swab, and tells so', async () => {
    const job = await alarmed();
    const answer = await take(job);
    expect(answer).toMatchObject({ status: 200, body: { cases: 2, recollections: 2, holds: 2, takenBy: 'duty-1' } });
    const [hold] = await rows('select * from isolation.measures where participant_id = $1', [
      job.members[0]!.subjectId,
    ]);
    expect(hold).toMatchObject({
      kind: 'hold',
      basis_kind: 'own-result-chain',
      basis_tube_id: job.tubeId,
      basis_result_version: 1,
      authority: pack.issuer,
      policy_version: 3,
      decided_by: 'duty-1',
      place: 'on-the-spot',
    });
    const [request] = await told('recollection-requested', job.members[0]!.subjectId);
    expect(request).toMatchObject({ cause: 'detected', causeTubeId: job.tubeId, siteCode });
    expect(
      await rows(`select 1 from isolation.outbox where type = 'isolation.alert-taken.v1' and aggregateid = $1`, [
        job.escalationId,
      ]),
    ).toHaveLength(1);
  });

  test('succeeds for one of two who take it at once', async () => {
    const job = await alarmed();
    const answers = await Promise.all(['duty-1', 'duty-2', 'duty-3', 'duty-4'].map((sub) => take(job, { sub })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'ALERT_ALREADY_TAKEN' });
    expect(
      await rows('select 1 from isolation.measures where participant_id = $1', [job.members[0]!.subjectId]),
    ).toHaveLength(1);
    expect(await told('recollection-requested', job.members[0]!.subjectId)).toHaveLength(1);
  });

  test('repeated under the same key gives the first answer', async () => {
    const job = await alarmed();
    const key = systemIds.uuid4();
    const [first, second] = [await take(job, duty, key), await take(job, duty, key)];
    expect(second).toMatchObject({ status: 200, body: first.body });
  });

  test('holds nobody without a valid policy pack, and still asks for a swab', async () => {
    const job = await alarmed({ campaignId: packless });
    expect((await take(job)).body).toMatchObject({ cases: 2, recollections: 2, holds: 0 });
    expect(await rows('select 1 from isolation.measures where campaign_id = $1', [packless])).toEqual([]);
    const reasons = await rows('select reason from isolation.case_history where participant_id = $1', [
      job.members[0]!.subjectId,
    ]);
    expect(reasons).toContainEqual({ reason: 'no-policy-pack' });
  });

  test('is refused for another district as if it did not exist, and for an alert that was withdrawn', async () => {
    const job = await alarmed();
    const elsewhere = { sub: 'duty-9', scope: { district: '330106' } };
    expect(await take(job, elsewhere)).toMatchObject({ status: 404, body: { code: 'ALERT_UNKNOWN' } });
    await facts.tell(DetectionWithdrawnV1, { tubeId: job.tubeId, campaignId });
    await eventually(async () => (await stateOf(job.members[0]!.subjectId)) === 'revoked', soon);
    expect(await take(job)).toMatchObject({ status: 409, body: { code: 'ALERT_WITHDRAWN' } });
  });
});

describe('the database', () => {
  const plant = async (changes: string) => {
    const job = await alarmed({ members: people(1) });
    await take(job);
    return rows(
      `insert into isolation.measures select (jsonb_populate_record(m, to_jsonb(m) || ($2::jsonb) ||
         jsonb_build_object('measure_id', gen_random_uuid()))).* from isolation.measures m where participant_id = $1`,
      [job.members[0]!.subjectId, changes],
    );
  };

  test.each([
    ['a measure without a basis', '{"basis_tube_id": null}'],
    ['a basis of a kind nobody knows', '{"basis_kind": "rumour"}'],
    ['a basis of two kinds', '{"basis_order_number": "1"}'],
    [
      'an order that one person signed twice',
      '{"basis_kind": "authority-order", "basis_order_number": "1", "basis_signed_by": "a", "basis_countersigned_by": "a", "basis_tube_id": null, "basis_escalation_id": null, "basis_result_version": null}',
    ],
    ['a result nobody has', '{"basis_result_version": 9}'],
    ['a result of somebody else', `{"basis_escalation_id": "${systemIds.uuid7()}"}`],
    ['a measure that does not end', '{"ends_at": null}'],
    ['a measure that ends before it starts', '{"ends_at": "2020-01-01"}'],
    ['a measure without a remedy', '{"remedy_zh": ""}'],
    ['a measure of no authority', '{"authority": ""}'],
  ])('refuses %s', async (_what, changes) => {
    await expect(plant(changes)).rejects.toThrow(/constraint|null value/);
  });

  test('refuses to let the same person extend a measure, and lets another one', async () => {
    const job = await alarmed({ members: people(1) });
    await take(job);
    const extend = (by: string) =>
      rows(
        `insert into isolation.measures select (jsonb_populate_record(m, to_jsonb(m) || jsonb_build_object(
           'measure_id', gen_random_uuid(), 'supersedes', m.measure_id, 'decided_by', $2::text))).*
         from isolation.measures m where participant_id = $1 and supersedes is null`,
        [job.members[0]!.subjectId, by],
      );
    await expect(extend('duty-1')).rejects.toThrow(/another person/);
    await extend('duty-2');
  });

  test('refuses a second open order for one person', async () => {
    const { participantId } = await recalled();
    const second = rows(
      `insert into isolation.recollections select (jsonb_populate_record(r, to_jsonb(r) ||
         jsonb_build_object('order_id', gen_random_uuid()))).* from isolation.recollections r where participant_id = $1`,
      [participantId],
    );
    await expect(second).rejects.toThrow(/one_open/);
  });
});

describe('a recollection', () => {
  const sealed = (person: Awaited<ReturnType<typeof recalled>>, tubeId: string) =>
    facts.tell(TubeSealedV1, {
      tubeId,
      campaignId,
      siteCode,
      purpose: 'recollection',
      orderId: person.orderId,
      members: person.members,
    });
  const released = (
    person: Awaited<ReturnType<typeof recalled>>,
    tubeId: string,
    finding: 'detected' | 'not-detected' | 'invalid',
    resultVersion = 1,
  ) => {
    const { orderId, members } = person;
    return facts.tell(ResultReleasedV1, {
      tubeId,
      campaignId,
      siteCode,
      purpose: 'recollection',
      orderId,
      members,
      finding,
      resultVersion,
    });
  };

  test('whose single tube is not detected clears the case and ends the hold', async () => {
    const person = await recalled();
    const tubeId = nextTube();
    await sealed(person, tubeId);
    await released(person, tubeId, 'not-detected');
    await eventually(async () => (await stateOf(person.participantId)) === 'cleared', soon);
    expect(await told('case-cleared', person.participantId)).toMatchObject([{ tubeId, resultVersion: 1 }]);
    const [hold] = await rows('select ended_because from isolation.measures where participant_id = $1', [
      person.participantId,
    ]);
    expect(hold).toEqual({ ended_because: 'single-tube-not-detected' });
  });

  test('is cleared also when the release overtakes the seal', async () => {
    const person = await recalled();
    const tubeId = nextTube();
    await released(person, tubeId, 'not-detected');
    await eventually(
      async () => (await rows('select 1 from isolation.recollection_tubes where tube_id = $1', [tubeId])).length === 1,
      soon,
    );
    expect(await stateOf(person.participantId)).toBe('open');
    await sealed(person, tubeId);
    await eventually(async () => (await stateOf(person.participantId)) === 'cleared', soon);
  });

  test('whose single tube is detected verifies the same case, once', async () => {
    const person = await recalled();
    const tubeId = nextTube();
    const { orderId, members } = person;
    await released(person, tubeId, 'detected');
    await alarmed({ tubeId, purpose: 'recollection', orderId, members });
    await sealed(person, tubeId);
    await eventually(
      async () =>
        (
          await rows(
            'select 1 from isolation.recollection_tubes where tube_id = $1 and sealed_at is not null and finding is not null',
            [tubeId],
          )
        ).length === 1,
      soon,
    );
    expect(await stateOf(person.participantId)).toBe('verified');
    expect(await told('case-verified', person.participantId)).toHaveLength(1);
    expect(await rows('select 1 from isolation.cases where participant_id = $1', [person.participantId])).toHaveLength(
      1,
    );
  });

  test('whose single tube is invalid is asked for again', async () => {
    const person = await recalled();
    await sealed(person, nextTube());
    await eventually(
      async () =>
        (
          await rows(`select 1 from isolation.recollections where order_id = $1 and state = 'collected'`, [
            person.orderId,
          ])
        ).length === 1,
      soon,
    );
    await released(person, writeTubeBarcode('21', serial), 'invalid');
    await eventually(async () => (await told('recollection-requested', person.participantId)).length === 2, soon);
    const [, again] = await told('recollection-requested', person.participantId);
    expect(again).toMatchObject({ cause: 'invalid', causeTubeId: writeTubeBarcode('21', serial) });
    expect(await stateOf(person.participantId)).toBe('open');
  });

  test('a withdrawn single tube takes the verification back and leaves the pool standing', async () => {
    const person = await recalled();
    const tubeId = nextTube();
    await alarmed({ tubeId, purpose: 'recollection', orderId: person.orderId, members: person.members });
    expect(await stateOf(person.participantId)).toBe('verified');
    await facts.tell(DetectionWithdrawnV1, { tubeId, campaignId });
    await eventually(async () => (await stateOf(person.participantId)) === 'open', soon);
    expect(await told('case-revoked', person.participantId)).toMatchObject([{ reason: 'detection-withdrawn' }]);
  });
});

describe('a detection that is withdrawn before its job comes', () => {
  test('opens a case and revokes it in one breath', async () => {
    const tubeId = nextTube();
    await facts.tell(DetectionWithdrawnV1, { tubeId, campaignId });
    await eventually(
      async () => (await rows('select 1 from isolation.withdrawals where tube_id = $1', [tubeId])).length === 1,
      soon,
    );
    const job = await alarmed({ tubeId, members: people(1) });
    expect(await stateOf(job.members[0]!.subjectId)).toBe('revoked');
  });
});

test('nothing was parked on the way', async () => {
  expect(await room.service.app.get(Database).query('select consumer, type, reason from dead_letters')).toEqual([]);
});
