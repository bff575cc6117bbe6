import { BindingDecidedV1 } from '@lib/contracts/events/batching/binding-decided.v1';
import { BindingReportedV1 } from '@lib/contracts/events/batching/binding-reported.v1';
import { TubeSealedV1 } from '@lib/contracts/events/batching/tube-sealed.v1';
import { TubeVoidedV1 } from '@lib/contracts/events/batching/tube-voided.v1';
import { ResultReleasedV1 } from '@lib/contracts/events/lab/result-released.v1';
import { TubeLostV1 } from '@lib/contracts/events/lab/tube-lost.v1';
import { TubeRejectedV1 } from '@lib/contracts/events/lab/tube-rejected.v1';
import { CampaignOpenedV1 } from '@lib/contracts/events/registration/campaign-opened.v1';
import { listCallBacks, readCaseHistory, readDutyList, takeAlert } from '@lib/contracts/http/isolation/duty-list';
import { OpenCaseV1 } from '@lib/contracts/jobs/open-case.v1';
import type { OpenCase } from '@lib/contracts/jobs/open-case.v1';
import { Database, systemIds } from '@lib/platform';
import { eventually, foreignFacts, namespacedKafka, namespacedRedis, openRoom } from '@lib/testing';
import type { ForeignFacts, NamespacedKafka, NamespacedRedis, Room } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { IsolationModule } from '../isolation.module.js';
import { OpenCases } from '../open-case/open-case.handler.js';

let kafka: NamespacedKafka;
let redis: NamespacedRedis;
let facts: ForeignFacts;
let room: Room;

const measures = {
  packId: 'drill-1',
  issuer: '演练指挥部',
  number: '演练〔2026〕1号',
  legalBasis: '演练',
  holdHoursMax: 24,
  remedyZh: '可向区卫健委申请复核',
  remedyEn: 'ask the district health commission for a review',
};
const campaignId = systemIds.uuid7();
const siteCode = '330105-0001';
const duty = { sub: 'duty-1', role: 'cdc-duty', scope: { district: '330105' } } as const;
const soon = { withinMs: 20_000 };

beforeAll(async () => {
  kafka = namespacedKafka();
  redis = await namespacedRedis(kafka.namespace);
  facts = foreignFacts(kafka);
  const env = { BULOU_NAMESPACE: kafka.namespace, REDIS_URL: redis.url };
  room = await openRoom({ app: 'isolation', schema: 'isolation', module: IsolationModule, env });
  await facts.tell(CampaignOpenedV1, {
    campaignId,
    kind: 'drill',
    timeScale: 60,
    policy: { version: 3, measures } as never,
  });
  await eventually(async () => (await rows('select 1 from isolation.campaigns')).length === 1, { withinMs: 30_000 });
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

const requested = async (participantId: string) =>
  (
    await rows<{ payload: Record<string, unknown> }>(
      `select payload from isolation.outbox where type = 'isolation.recollection-requested.v1'
          and payload->>'participantId' = $1 order by position`,
      [participantId],
    )
  ).map(({ payload }) => payload);

async function alarmed(part: Partial<OpenCase> = {}): Promise<OpenCase> {
  const fresh = { campaignId, escalationId: systemIds.uuid7(), tubeId: nextTube(), members: people(2) };
  const job = OpenCaseV1.shape.parse({ ...OpenCaseV1.example, ...fresh, ...part });
  await room.service.app.get(OpenCases).run(job, `esc-${job.escalationId}-a1`);
  return job;
}

const take = (job: OpenCase, as: object = duty) =>
  room.call('POST', takeAlert.path.replace(':escalationId', job.escalationId), {
    as: { ...duty, ...as },
    body: {},
    key: systemIds.uuid4(),
  });

describe("a household's tube", () => {
  test('is remembered, and whoever is called back for it is shown as one household', async () => {
    const members = people(2);
    const tube = { campaignId, siteCode, tubeId: nextTube(), members };
    await facts.tell(TubeSealedV1, { ...tube, purpose: 'round', capacity: 10, partialReason: 'household' });
    await eventually(async () => {
      const kept = await rows('select 1 from isolation.household_tubes where tube_id = $1', [tube.tubeId]);
      return kept.length === 1;
    }, soon);
    await facts.tell(TubeLostV1, tube);
    await eventually(async () => (await requested(members[0]!.subjectId)).length === 1, soon);
    const { body } = await room.call('GET', `${listCallBacks.path}?campaign=${campaignId}`, { as: duty });
    const { callBacks } = listCallBacks.response.parse(body);
    expect(callBacks.filter(({ tubeId }) => tubeId === tube.tubeId)).toMatchObject([
      ...[{ isHousehold: true }, { isHousehold: true }],
    ]);
    expect(callBacks.filter(({ tubeId }) => tubeId !== tube.tubeId).some(({ isHousehold }) => isHousehold)).toBe(false);
  });
});

describe('an order that serves a further cause', () => {
  test('tells it with the earliest of its clocks, and its end is the fact after that', async () => {
    const members = people(1);
    const { subjectId } = members[0]!;
    await facts.tell(TubeLostV1, { campaignId, siteCode, tubeId: nextTube(), members });
    await eventually(async () => (await requested(subjectId)).length === 1, soon);
    const [first] = await requested(subjectId);
    const job = await alarmed({ members });
    expect((await take(job)).status).toBe(200);
    expect(await requested(subjectId)).toHaveLength(1);
    const told = () =>
      rows<{ type: string; aggregate_version: number; payload: { dueAt: string } }>(
        'select type, aggregate_version, payload from isolation.outbox where aggregateid = $1 order by aggregate_version',
        [first?.['orderId']],
      );
    const [, joined] = await told();
    expect(joined).toMatchObject({
      ...{ type: 'isolation.recollection-joined.v1', aggregate_version: 2 },
      payload: { cause: 'detected', causeTubeId: job.tubeId, participantId: subjectId },
    });
    expect(Date.parse(joined?.payload.dueAt ?? '')).toBeLessThan(Date.parse(String(first?.['dueAt'])));
    const sealed = { campaignId, siteCode, tubeId: nextTube(), members, orderId: String(first?.['orderId']) };
    await facts.tell(TubeSealedV1, { ...sealed, purpose: 'recollection' });
    await eventually(async () => (await told()).length === 3, soon);
    expect((await told())[2]).toMatchObject({ type: 'isolation.recollection-closed.v1', aggregate_version: 3 });
  });
});

describe('a tube that will never give an answer', () => {
  const content = () => ({ tubeId: nextTube(), campaignId, siteCode, members: people(2) });

  async function callsBack(tube: ReturnType<typeof content>, reason: string, owner: string) {
    const { subjectId } = tube.members[0]!;
    await eventually(async () => (await requested(subjectId)).length === 1, soon);
    expect((await requested(subjectId))[0]).toMatchObject({
      cause: reason,
      causeTubeId: tube.tubeId,
    });
    const calls = await rows('select reason, owner_role from isolation.call_backs where tube_id = $1', [tube.tubeId]);
    expect(calls).toEqual([
      { reason, owner_role: owner },
      { reason, owner_role: owner },
    ]);
    const tasks = `select owner_role, state from isolation.tasks where kind = 'call-back' and detail->>'tubeId' = $1`;
    const open = { owner_role: owner, state: 'open' };
    expect(await rows(tasks, [tube.tubeId])).toEqual([open, open]);
    expect(await rows('select 1 from isolation.cases where participant_id = $1', [subjectId])).toEqual([]);
  }

  test('because it was made void', async () => {
    const tube = content();
    await facts.tell(TubeVoidedV1, { ...tube, reason: 'void' });
    await callsBack(tube, 'void', 'site-manager');
  });

  test.each([
    ['leaking', 'cdc-duty'],
    ['no-label', 'site-manager'],
    ['no-medium', 'site-manager'],
    ['over-time', 'cdc-duty'],
    ['empty', 'site-manager'],
    ['over-capacity', 'site-manager'],
    ['count-mismatch', 'cdc-duty'],
  ] as const)('because the laboratory refused it: %s', async (reason, owner) => {
    const tube = content();
    await facts.tell(TubeRejectedV1, { ...tube, reason });
    await callsBack(tube, reason, owner);
  });

  test('because it was lost', async () => {
    const tube = content();
    await facts.tell(TubeLostV1, tube);
    await callsBack(tube, 'lost', 'cdc-duty');
  });

  test('because its result is invalid', async () => {
    const tube = content();
    await facts.tell(ResultReleasedV1, { ...tube, finding: 'invalid' });
    await callsBack(tube, 'invalid', 'cdc-duty');
  });

  test('told twice calls nobody twice, and a later answer of the tube is seen', async () => {
    const tube = content();
    const lost = await facts.tell(TubeLostV1, tube);
    await facts.publish([lost]);
    await facts.tell(TubeRejectedV1, { ...tube, reason: 'leaking' });
    await facts.tell(ResultReleasedV1, { ...tube, finding: 'not-detected' });
    const answered = () =>
      rows('select 1 from isolation.call_backs where tube_id = $1 and answered_at is not null', [tube.tubeId]);
    await eventually(async () => (await answered()).length === 2, soon);
    expect(await requested(tube.members[0]!.subjectId)).toHaveLength(1);
  });

  test('calls nobody who is called already: one open order serves both', async () => {
    const job = await alarmed({ members: people(1) });
    await take(job);
    const { members } = job;
    const participantId = members[0]!.subjectId;
    const [order] = await rows('select order_id from isolation.recollections where participant_id = $1', [
      participantId,
    ]);
    const tube = { ...content(), members };
    await facts.tell(TubeLostV1, tube);
    const calls = () =>
      rows<{ order_id: string }>('select order_id from isolation.call_backs where tube_id = $1', [tube.tubeId]);
    await eventually(async () => (await calls()).length === 1, soon);
    expect(await requested(participantId)).toHaveLength(1);
    expect((await calls())[0]).toEqual(order);
  });
});

describe('a report that a tube holds other swabs than the record says', () => {
  const about = () => ({ reportId: systemIds.uuid7(), tubeId: nextTube(), campaignId, siteCode });
  const openTasks = (reportId: string) =>
    rows<{ state: string; owner_role: string }>(
      `select state, owner_role from isolation.tasks where kind = 'decide-binding' and subject = $1`,
      [reportId],
    );

  test('is a task of the site and calls nobody; approved, it calls whom it names, without suspicion', async () => {
    const report = about();
    const participantId = systemIds.uuid4();
    const told = { ...report, kind: 'unbound-swab' as const, people: [{ participantId, part: 'candidate' as const }] };
    await facts.tell(BindingReportedV1, told);
    await eventually(async () => (await openTasks(report.reportId)).length === 1, soon);
    expect(await openTasks(report.reportId)).toEqual([{ state: 'open', owner_role: 'site-manager' }]);
    expect(await requested(participantId)).toEqual([]);
    await facts.tell(BindingDecidedV1, { ...told, decision: 'approved' });
    await eventually(async () => (await requested(participantId)).length === 1, soon);
    expect((await requested(participantId))[0]).toMatchObject({ cause: 'unbound-swab', causeTubeId: report.tubeId });
    expect(await openTasks(report.reportId)).toMatchObject([{ state: 'done' }]);
    expect(await rows('select 1 from isolation.cases where participant_id = $1', [participantId])).toEqual([]);
  });

  test('that is dismissed calls nobody', async () => {
    const report = about();
    await facts.tell(BindingReportedV1, { ...report, kind: 'wrong-binding' });
    await facts.tell(BindingDecidedV1, { ...report, kind: 'wrong-binding', decision: 'dismissed', people: [] });
    await eventually(async () => (await openTasks(report.reportId))[0]?.state === 'done', soon);
    expect(await rows('select 1 from isolation.call_backs where tube_id = $1', [report.tubeId])).toEqual([]);
  });
});

test('a request is closed when its swab is in a sealed tube, and that is told once', async () => {
  const job = await alarmed({ members: people(1) });
  await take(job);
  const { subjectId } = job.members[0]!;
  const [request] = await requested(subjectId);
  const swab = { tubeId: nextTube(), campaignId, siteCode, members: job.members, orderId: request?.orderId as string };
  await facts.tell(TubeSealedV1, { ...swab, purpose: 'recollection', capacity: 1 });
  const closed = () =>
    rows<{ payload: object; aggregate_version: number }>(
      `select payload, aggregate_version from isolation.outbox where type = 'isolation.recollection-closed.v1'
          and payload->>'participantId' = $1`,
      [subjectId],
    );
  await eventually(async () => (await closed()).length === 1, soon);
  expect((await closed())[0]).toMatchObject({
    aggregate_version: 2,
    payload: { orderId: request?.orderId, closedAs: 'collected' },
  });
});

describe('the lists', () => {
  type DutyList = z.output<typeof readDutyList.response>;

  test('of duty show the waiting ones first, the oldest at the top, people by pseudonym only', async () => {
    const district = { ...duty, scope: { district: '110101' } };
    const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 8, minute)).toISOString();
    const [late, early, taken] = [
      await alarmed({ siteCode: '110101-0001', raisedAt: at(5) }),
      await alarmed({ siteCode: '110101-0001', raisedAt: at(2) }),
      await alarmed({ siteCode: '110101-0001', raisedAt: at(1) }),
    ];
    await take(taken, district);
    const { body } = await room.call('GET', readDutyList.path, { as: district });
    const list: DutyList = readDutyList.response.parse(body);
    expect(list.alerts.map(({ escalationId }) => escalationId)).toEqual(
      [early, late, taken].map((job) => job.escalationId),
    );
    expect(list.alerts[0]).toMatchObject({ why: { zh: '混管初筛阳性，待单采复核' }, takenAt: null });
    expect(list.alerts[2]!.cases[0]).toMatchObject({
      state: 'held',
      nextStep: { en: 'call this person for a single swab' },
    });
    const waiting = await room.call('GET', `${readDutyList.path}?state=waiting`, { as: district });
    expect((waiting.body as DutyList).alerts).toHaveLength(2);
    expect(await room.call('GET', readDutyList.path, { as: { ...duty, scope: {} } })).toMatchObject({ status: 403 });
  });

  test('of call-backs show a site manager the own site and a duty officer the own district', async () => {
    const own = '110105-0007';
    const tube = { tubeId: nextTube(), campaignId, siteCode: own, members: people(1) };
    await facts.tell(TubeLostV1, tube);
    const asked = async (scope: object, role: string) =>
      (await room.call('GET', listCallBacks.path, { as: { sub: 'x', role, scope } as never })).body as {
        callBacks: object[];
      };
    await eventually(async () => (await asked({ site: own }, 'site-manager')).callBacks.length === 1, soon);
    const seen = await asked({ district: '110105' }, 'cdc-duty');
    expect(listCallBacks.response.parse(seen).callBacks[0]).toMatchObject({
      tubeId: tube.tubeId,
      cause: 'lost',
      state: 'open',
    });
    expect((await asked({ site: '110105-0008' }, 'site-manager')).callBacks).toEqual([]);
  });

  test('of a case say what was done and what was not, with the reason', async () => {
    const job = await alarmed({ members: people(1) });
    await take(job);
    const [found] = await rows<{ case_id: string }>('select case_id from isolation.cases where participant_id = $1', [
      job.members[0]!.subjectId,
    ]);
    const path = readCaseHistory.path.replace(':caseId', found!.case_id);
    const { body } = await room.call('GET', path, { as: duty });
    const history = readCaseHistory.response.parse(body);
    expect(history.lines.map(({ act }) => act)).toEqual(['opened', 'held', 'recollection-requested']);
    expect(await room.call('GET', path, { as: { ...duty, scope: { district: '330106' } } })).toMatchObject({
      status: 404,
    });
  });
});

test('nothing was parked on the way', async () => {
  expect(await room.service.app.get(Database).query('select consumer, type, reason from dead_letters')).toEqual([]);
});
