import { randomUUID } from 'node:crypto';
import { campaignPolicy } from '@lib/contracts/policy';
import type { ContentOf, EventContract } from '@lib/contracts/event';
import { BatchHandedOverV1 } from '@lib/contracts/events/batching/batch-handed-over.v1';
import { TubeSealedV1 } from '@lib/contracts/events/batching/tube-sealed.v1';
import { TubeVoidedV1 } from '@lib/contracts/events/batching/tube-voided.v1';
import { AlertTakenV1 } from '@lib/contracts/events/isolation/alert-taken.v1';
import { CaseClearedV1 } from '@lib/contracts/events/isolation/case-cleared.v1';
import { CaseOpenedV1 } from '@lib/contracts/events/isolation/case-opened.v1';
import { CaseVerifiedV1 } from '@lib/contracts/events/isolation/case-verified.v1';
import { RecollectionRequestedV1 } from '@lib/contracts/events/isolation/recollection-requested.v1';
import { BatchArrivedV1 } from '@lib/contracts/events/lab/batch-arrived.v1';
import { DetectionRaisedV1 } from '@lib/contracts/events/lab/detection-raised.v1';
import { DetectionWithdrawnV1 } from '@lib/contracts/events/lab/detection-withdrawn.v1';
import { ResultRecordedV1 } from '@lib/contracts/events/lab/result-recorded.v1';
import { ResultReleasedV1 } from '@lib/contracts/events/lab/result-released.v1';
import { TubeLostV1 } from '@lib/contracts/events/lab/tube-lost.v1';
import { CampaignOpenedV1 } from '@lib/contracts/events/registration/campaign-opened.v1';
import { PolicyChangedV1 } from '@lib/contracts/events/registration/policy-changed.v1';
import { readMyResult } from '@lib/contracts/http/result-desk/my-result';
import { topics } from '@lib/contracts/topics';
import { isEventOf, Publisher } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import { Database } from '@lib/platform';
import { eventually, namespacedKafka, openRoom } from '@lib/testing';
import type { Room } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AlarmHistory } from '../alarm-history/alarm-history.projection.js';
import { CaseHistory } from '../case-history/case-history.projection.js';
import { PolicyHistory } from '../policy-history/policy-history.projection.js';
import { resultDeskConfig } from '../result-desk.config.js';
import { ResultDeskModule } from '../result-desk.module.js';
import { TubeHistory } from '../tube-history/tube-history.projection.js';
import { ReadPersonFacts } from './read-person-facts.js';
import { residentView } from './resident-view.js';

const campaignId = '0198f2a0-0000-7000-8000-000000000001';
const iso = (minutes: number): string => new Date(Date.UTC(2026, 10, 21, 0, minutes)).toISOString();
const tube = (serial: number): string => writeTubeBarcode('21', serial);
const people = Object.fromEntries(
  ['ann', 'ben', 'cai', 'dan', 'eve', 'fay', 'gus'].map((name) => [name, randomUUID()]),
) as Record<'ann' | 'ben' | 'cai' | 'dan' | 'eve' | 'fay' | 'gus', string>;
type Name = keyof typeof people;

let sequence = 0;
function told<C extends EventContract>(contract: C, more: Partial<ContentOf<C>>): ReceivedEvent {
  const data = contract.shape.parse({ ...contract.example, campaignId, ...more });
  const event = { id: randomUUID(), type: contract.type, key: contract.keyOf(data), data, contract };
  return { ...event, sequence: (sequence += 1), capturedAt: undefined, recordedAt: new Date(iso(0)), headers: {} };
}
const membersOf = (...names: Name[]) =>
  names.map((name, index) => ({ position: index + 1, subjectKind: 'person' as const, subjectId: people[name] }));
const orderOf = (serial: number): string => `0198f2a0-0000-7000-8000-0000000009${String(serial).padStart(2, '0')}`;

const sealed = (serial: number, minutes: number, names: Name[], more = {}) =>
  told(TubeSealedV1, {
    tubeId: tube(serial),
    members: membersOf(...names),
    openedAt: iso(minutes),
    recordedAt: iso(minutes + 9),
    ...more,
  });
const result = (serial: number, minutes: number, finding: 'detected' | 'not-detected' | 'invalid', more = {}) =>
  told(ResultReleasedV1, { tubeId: tube(serial), finding, sampledAt: iso(0), releasedAt: iso(minutes), ...more });
const recorded = (serial: number, minutes: number) =>
  told(ResultRecordedV1, { tubeId: tube(serial), recordedAt: iso(minutes) });
const detection = (serial: number, minutes: number, more = {}) =>
  told(DetectionRaisedV1, { tubeId: tube(serial), recordedAt: iso(minutes), ...more });
const wanted = (name: Name, orderId: string, serial: number, cause: 'detected' | 'lost') =>
  told(RecollectionRequestedV1, {
    orderId,
    participantId: people[name],
    cause,
    causeTubeId: tube(serial),
    requestedAt: iso(205),
  });
const ofCase = (name: Name, serial: number) => ({ participantId: people[name], tubeId: tube(serial) });
const second = (serial: number, name: Name, orderId: string) =>
  sealed(serial, 240, [name], { purpose: 'recollection', orderId, capacity: 1 });

/** A whole campaign in small: nothing found · detected, called back, one verified, one cleared · lost · void · corrected. */
const story: readonly ReceivedEvent[] = [
  told(CampaignOpenedV1, { kind: 'drill', policy: campaignPolicy.parse({ version: 1 }), openedAt: iso(-600) }),
  told(PolicyChangedV1, { policy: campaignPolicy.parse({ version: 2, proofHours: 24 }), changedAt: iso(900) }),
  sealed(1, 0, ['ann']),
  sealed(2, 0, ['ben', 'cai']),
  sealed(3, 0, ['dan', 'eve']),
  sealed(5, 0, ['gus', 'ann']),
  told(TubeVoidedV1, { tubeId: tube(4), members: membersOf('fay'), recordedAt: iso(20), reason: 'void' }),
  told(BatchHandedOverV1, {
    tubes: [1, 2, 3, 5].map((serial) => ({ ...BatchHandedOverV1.example.tubes[0]!, tubeId: tube(serial) })),
    recordedAt: iso(30),
  }),
  told(BatchArrivedV1, { received: [1, 2, 5].map(tube), missing: [tube(3)], recordedAt: iso(70) }),
  told(TubeLostV1, { tubeId: tube(3), recordedAt: iso(100) }),
  wanted('dan', orderOf(1), 3, 'lost'),
  wanted('eve', orderOf(2), 3, 'lost'),
  second(13, 'eve', orderOf(2)),
  ...[1, 2, 5].map((serial) => recorded(serial, 180)),
  detection(2, 181),
  detection(5, 181, { finding: 'inconclusive' }),
  result(1, 200, 'not-detected'),
  result(2, 201, 'detected'),
  told(AlertTakenV1, { tubeId: tube(2), takenAt: iso(190) }),
  told(CaseOpenedV1, { ...ofCase('ben', 2), openedAt: iso(182) }),
  told(CaseOpenedV1, { ...ofCase('cai', 2), openedAt: iso(182) }),
  wanted('ben', orderOf(3), 2, 'detected'),
  wanted('cai', orderOf(4), 2, 'detected'),
  second(11, 'ben', orderOf(3)),
  second(12, 'cai', orderOf(4)),
  recorded(11, 380),
  detection(11, 380),
  result(11, 400, 'detected', { sampledAt: iso(240) }),
  told(CaseVerifiedV1, { ...ofCase('ben', 11), verifiedAt: iso(381) }),
  result(12, 400, 'not-detected', { sampledAt: iso(240) }),
  told(CaseClearedV1, { ...ofCase('cai', 12), clearedAt: iso(401) }),
  result(5, 210, 'detected'),
  told(AlertTakenV1, { tubeId: tube(5), escalationId: randomUUID(), takenAt: iso(215) }),
  told(DetectionWithdrawnV1, { tubeId: tube(5), resultVersion: 2, supersedes: 1 }),
  result(5, 300, 'not-detected', { resultVersion: 2, supersedes: 1, status: 'corrected' }),
];

const endings: Record<Name, { view: string; proof: string }> = {
  ann: { view: 'corrected-negative', proof: 'valid' },
  ben: { view: 'verified', proof: 'none' },
  cai: { view: 'single-negative', proof: 'valid' },
  dan: { view: 'call-back', proof: 'none' },
  eve: { view: 'waiting', proof: 'none' },
  fay: { view: 'call-back', proof: 'none' },
  gus: { view: 'corrected-negative', proof: 'valid' },
};

let room: Room;
const kafka = namespacedKafka();
const publisher = new Publisher(kafka.settings, topics);

beforeAll(async () => {
  const env = { BULOU_NAMESPACE: kafka.namespace };
  room = await openRoom({
    app: 'result-desk',
    schema: 'result_desk',
    module: ResultDeskModule,
    config: resultDeskConfig,
    env,
  });
});

afterAll(async () => {
  await room?.close();
  await publisher.close();
  await kafka.drop();
});

const resident = (participant?: string) => ({
  sub: 'resident-1',
  role: 'resident' as const,
  scope: participant === undefined ? {} : { participant },
});

describe('what a person reads', () => {
  const handlers: readonly EventHandler[] = [
    new PolicyHistory(),
    new TubeHistory(),
    new AlarmHistory(),
    new CaseHistory(),
  ];
  const factTables = ['campaigns', 'policies', 'tubes', 'tube_members', 'tube_steps', 'results', 'detections'];
  const tables = [...factTables, 'withdrawals', 'alerts_taken', 'case_facts', 'recollections'];
  let database: Database;

  beforeAll(() => {
    database = room.service.app.get(Database);
  });

  /** Applies the events in chunks of random size, each chunk in one transaction, as the pipe would. */
  async function apply(events: readonly ReceivedEvent[], random: () => number): Promise<void> {
    for (let from = 0; from < events.length; ) {
      const chunk = events.slice(from, from + 1 + Math.floor(random() * 8));
      from += chunk.length;
      await database.transaction(async (tx) => {
        for (const handler of handlers) {
          const its = chunk.filter((event) => handler.consumes.some((contract) => isEventOf(contract, event)));
          if (its.length > 0) await handler.on(its, tx);
        }
      });
    }
  }

  async function ending(): Promise<string> {
    const read = new ReadPersonFacts(database);
    const shown = await Promise.all(
      Object.entries(people).map(
        async ([name, id]) => [name, residentView(await read.of(id), new Date(iso(600)))] as const,
      ),
    );
    return JSON.stringify(Object.fromEntries(shown), null, 1);
  }

  const forget = () => database.query(tables.map((table) => `delete from ${table}`).join(';'));

  test('is right at the end of the story', async () => {
    await apply(story, () => 0.5);
    const shown = JSON.parse(await ending()) as Record<Name, { view: string; proof: { state: string } }>;
    for (const [name, { view, proof }] of Object.entries(endings)) {
      expect({ name, view: shown[name as Name].view, proof: shown[name as Name].proof.state }).toEqual({
        name,
        view,
        proof,
      });
    }
  });

  test('is the same in whatever order the facts come, each seed another order', async () => {
    await forget();
    await apply(story, () => 0.5);
    const expected = await ending();
    for (let seed = 1; seed <= 40; seed += 1) {
      await forget();
      const random = randomOf(seed);
      await apply(shuffled(story, random), random);
      expect(await ending(), `seed ${seed}`).toBe(expected);
    }
  });

  test('is the same when facts come twice, and when all is replayed from zero', async () => {
    await forget();
    await apply(story, () => 0.5);
    const expected = await ending();
    await apply(shuffled(story, randomOf(7)), randomOf(8));
    expect(await ending()).toBe(expected);
    await forget();
    await apply(story, () => 0.9);
    expect(await ending()).toBe(expected);
    await forget();
  });
});

describe('GET /v1/me', () => {
  test('shows what came through the pipe, to the person alone', async () => {
    await publisher.publish(shuffled(story, randomOf(3)).map(wire));
    const shown = await eventually(
      async () => {
        const answer = await room.call('GET', '/v1/me', { as: resident(people.cai) });
        // Other topics may still be on their way when the first words are right.
        expect(answer).toMatchObject({
          status: 200,
          body: { view: 'single-negative', isDrill: true, attendedAt: iso(0) },
        });
        expect(answer).toMatchObject({ body: { proof: { validFrom: iso(240), validUntil: iso(240 + 48 * 60) } } });
        return answer;
      },
      { withinMs: 20_000 },
    );
    expect(shown.headers.get('cache-control')).toBe('no-store');
    const body = readMyResult.response.parse(shown.body);
    expect(body.participantId).toBe(people.cai);
    expect(body.tracker.map(({ stage }) => stage).join()).toBe('sampled,sealed,handed,received,testing,reviewed,told');
    await eventually(async () => {
      const lost = await room.call('GET', '/v1/me', { as: resident(people.dan) });
      expect(lost).toMatchObject({
        body: { view: 'call-back', reason: { zh: '样本在转运中遗失' }, attendedAt: iso(0) },
      });
    });
  });

  test('of somebody who was never sampled says so, and marks a drill as one', async () => {
    const answer = await room.call('GET', '/v1/me', { as: resident(randomUUID()) });
    expect(answer).toMatchObject({
      status: 200,
      body: { view: 'not-sampled', isDrill: true, proof: { state: 'none' } },
    });
  });

  test('is refused to whoever is bound to nobody, is nobody, or has another role', async () => {
    const call = (as?: Parameters<Room['bearer']>[0]) => room.call('GET', '/v1/me', as === undefined ? {} : { as });
    expect(await call(resident())).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    expect(await call(resident('somebody'))).toMatchObject({ status: 404 });
    expect(await call()).toMatchObject({ status: 401 });
    expect(await call({ sub: 'lab-1', role: 'lab', scope: { participant: people.cai } })).toMatchObject({
      status: 403,
    });
  });
});

const wire = (event: ReceivedEvent) => ({
  topic: event.contract.topic,
  key: event.key,
  headers: {
    ce_specversion: '1.0',
    ce_id: event.id,
    ce_type: event.type,
    ce_source: `/bulou/${event.contract.producer}`,
    ce_subject: event.key,
    ce_time: event.recordedAt.toISOString(),
    ce_sequence: String(event.sequence),
  },
  value: JSON.stringify(event.data),
});

/** Mulberry32: small, and the same numbers for the same seed on every machine. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}
