import { CampaignOpenedV1 } from '@lib/contracts/events/registration/campaign-opened.v1';
import { takeAlert } from '@lib/contracts/http/isolation/duty-list';
import { OpenCaseV1 } from '@lib/contracts/jobs/open-case.v1';
import { Database, systemClock, systemIds } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { eventually, foreignFacts, namespacedKafka, namespacedRedis, openRoom } from '@lib/testing';
import type { ForeignFacts, NamespacedKafka, NamespacedRedis, Room } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { afterAll, beforeAll, expect } from 'vitest';
import { IsolationModule } from './isolation.module.js';
import { OpenCases } from './open-case/open-case.handler.js';

// Imported by room tests only.
let kafka: NamespacedKafka;
let redis: NamespacedRedis;
let facts: ForeignFacts;
let room: Room;

export const campaignId = systemIds.uuid7();
export const siteCode = '330105-0001';
export const duty = { sub: 'duty-1', role: 'cdc-duty', scope: { district: '330105' } } as const;
export const other = { ...duty, sub: 'duty-2' };
/** Names contacts, and so decides about none of them. */
export const tracer = { sub: 'epi-9', role: 'epidemiologist', scope: { district: '330105' } } as const;
export const reviewer = { sub: 'auditor-1', role: 'auditor', scope: {} } as const;
export const hotline = { sub: 'hotline-1', role: 'hotline', scope: {} } as const;
export const dayMs = 86_400_000;

const rule = (days: number) => ({
  stages: [{ place: 'facility' as const, days }],
  countsFrom: 'last-contact' as const,
  testDays: [1],
});
export const pack = {
  packId: 'drill-1',
  issuer: '演练指挥部',
  number: '演练〔2026〕1号',
  legalBasis: '演练',
  holdHoursMax: 6,
  remedyZh: '可在本页提出异议',
  remedyEn: 'object on this page',
  kind: 'drill' as const,
  packVersion: 2,
  rules: {
    categories: {
      'close-contact': {
        stages: [
          { place: 'facility' as const, days: 7 },
          { place: 'home' as const, days: 3 },
        ],
        countsFrom: 'last-contact' as const,
        testDays: [1, 2, 3, 5, 7],
      },
      entrant: rule(7),
      infected: { ...rule(14), countsFrom: 'arrival' as const, testDays: [6, 7] },
      recovered: {
        stages: [{ place: 'home' as const, days: 7 }],
        ...{ countsFrom: 'discharge' as const, testDays: [7] },
      },
    },
    extension: { hoursMax: 12, timesMax: 1 },
    appealHoursMax: 24,
    reviewerRole: 'auditor' as const,
    contactHoursMax: 24,
  },
};

/** Opens the room and a drill campaign under the pack above, once for a file of tests. */
export function withMeasureRoom(given: { readonly hasMovedClock?: boolean } = {}): void {
  beforeAll(async () => {
    kafka = namespacedKafka();
    redis = await namespacedRedis(kafka.namespace);
    facts = foreignFacts(kafka);
    const env = { BULOU_NAMESPACE: kafka.namespace, REDIS_URL: redis.url };
    room = await openRoom({ app: 'isolation', schema: 'isolation', module: IsolationModule, env, ...given });
    const policy = { version: 3, measures: pack } as never;
    await facts.tell(CampaignOpenedV1, { campaignId, kind: 'drill', timeScale: 1, policy });
    await eventually(async () => (await rows('select 1 from isolation.campaigns')).length === 1, { withinMs: 30_000 });
  });

  afterAll(async () => {
    await room?.close();
    await facts?.close();
    await redis?.drop();
    await kafka?.drop();
  });
}

/** The other rooms, as far as their facts go. */
export const theFacts = (): ForeignFacts => facts;
/** Another room tells a fact. */
export const tellRoom: ForeignFacts['tell'] = (contract, content, frame) => facts.tell(contract, content, frame);

/** The room that is open. */
export const theRoom = (): Room => room;

export const rows = <R extends object = Record<string, unknown>>(sql: string, values: readonly unknown[] = []) =>
  room.postgres.admin<R>(sql, values);
export const post = (path: string, as: Parameters<Room['bearer']>[0], body: unknown) =>
  room.call('POST', path, { as, body, key: systemIds.uuid4() });
export const residentOf = (participant: string) =>
  ({ sub: 'resident-1', role: 'resident', scope: { participant } }) as const;

let serial = 0;

/** A person of a taken alert, held under the pack. */
export async function held() {
  const participantId = systemIds.uuid4();
  const members = [{ position: 1, subjectKind: 'person', subjectId: participantId }];
  const job = OpenCaseV1.shape.parse({
    ...OpenCaseV1.example,
    ...{ campaignId, siteCode, members },
    escalationId: systemIds.uuid7(),
    tubeId: writeTubeBarcode('21', (serial += 1)),
    uploadId: systemIds.uuid7(),
    labCode: 'LAB-HZ1',
  });
  await room.service.app.get(OpenCases).run(job, `esc-${job.escalationId}-a1`);
  expect((await post(takeAlert.path.replace(':escalationId', job.escalationId), duty, {})).status).toBe(200);
  const [measure] = await rows<{ measure_id: string; case_id: string }>(
    'select measure_id, case_id from isolation.measures where participant_id = $1',
    [participantId],
  );
  if (measure === undefined) throw new Error('nobody was held');
  return { participantId, job, measureId: measure.measure_id, caseId: measure.case_id };
}

export const told = async (measureId: string) =>
  rows<{ type: string; aggregate_version: number; payload: Record<string, unknown> }>(
    'select type, aggregate_version, payload from isolation.outbox where aggregateid = $1 order by aggregate_version',
    [measureId],
  );

/**
 * Does the same in two transactions, the second while the first has not committed; the first commits when the second waits
 * for it or is done. Out: how each ended.
 */
export async function inTwoTransactions(work: (tx: Tx, index: 0 | 1) => Promise<unknown>) {
  const database = room.service.app.get(Database);
  const isWritten = Promise.withResolvers<void>();
  const mayCommit = Promise.withResolvers<void>();
  const first = database.transaction(async (tx) => {
    await work(tx, 0).finally(() => isWritten.resolve());
    await mayCommit.promise;
  });
  await isWritten.promise;
  let isOver = false;
  const second = database.transaction((tx) => work(tx, 1)).finally(() => (isOver = true));
  const ends = Promise.allSettled([first, second]);
  await eventually(async () => isOver || (await rows('select 1 from pg_locks where not granted')).length > 0);
  mayCommit.resolve();
  const [one, other] = await ends;
  return { first: one, second: other };
}

/** A person whose link to a case was decided, and the measures that began. */
export async function linked(lastContactAt = systemClock.now()) {
  const index = await held();
  const participantId = systemIds.uuid4();
  const contact = {
    participantId,
    kind: 'household',
    category: 'close-contact',
    lastContactAt: lastContactAt.toISOString(),
  };
  const proposed = await post(`/v1/cases/${index.caseId}/contacts`, tracer, { contacts: [contact] });
  expect(proposed.status).toBe(201);
  const { contactIds } = proposed.body as { contactIds: string[] };
  const [contactId] = contactIds;
  if (contactId === undefined) throw new Error('nobody was proposed');
  return { index, participantId, contactId };
}

/** A person whose single swab was detected: the case is verified. */
export async function verified() {
  const { participantId, job, caseId } = await held();
  const [order] = await rows<{ order_id: string }>(
    'select order_id from isolation.recollections where participant_id = $1',
    [participantId],
  );
  const single = OpenCaseV1.shape.parse({
    ...job,
    ...{ purpose: 'recollection', orderId: order?.order_id, escalationId: systemIds.uuid7() },
    tubeId: writeTubeBarcode('21', (serial += 1)),
  });
  await room.service.app.get(OpenCases).run(single, `esc-${single.escalationId}-a1`);
  return { participantId, job, single, caseId };
}
