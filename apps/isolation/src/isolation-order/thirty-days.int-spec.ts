import { CampaignOpenedV1 } from '@lib/contracts/events/registration/campaign-opened.v1';
import { OpenCaseV1 } from '@lib/contracts/jobs/open-case.v1';
import { systemIds } from '@lib/platform';
import { eventually, foreignFacts, namespacedKafka, namespacedRedis, openRoom } from '@lib/testing';
import type { ForeignFacts, MovedClock, NamespacedKafka, NamespacedRedis, Room } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EndMeasures } from '../end-measures/end-measures.handler.js';
import { IsolationModule } from '../isolation.module.js';
import { KeepOrders } from '../keep-orders/keep-orders.handler.js';
import { OpenCases } from '../open-case/open-case.handler.js';
import { datedPacks } from './dated-packs.js';
import { instantAt, peopleOfTheTable, written } from './thirty-days.js';
import type { Person } from './thirty-days.js';

const people = peopleOfTheTable();
const siteCode = '330105-0001';
const duty = { sub: 'duty-1', role: 'cdc-duty', scope: { district: '330105' } } as const;
const second = { ...duty, sub: 'duty-2' };
const dayMs = 86_400_000;
const daysRun = 30;

let kafka: NamespacedKafka;
let redis: NamespacedRedis;
let facts: ForeignFacts;
let room: Room;
let clock: MovedClock;
const campaigns = new Map<string, string>();
const participants = new Map(people.map(({ who }) => [who, systemIds.uuid4()]));
const measures = new Map<string, string[]>();
let serial = 0;

const rows = <R extends object>(sql: string, values: readonly unknown[] = []) => room.postgres.admin<R>(sql, values);
const post = (path: string, as: typeof duty | typeof second, body: object) =>
  room.call('POST', path, { as, body, key: systemIds.uuid4() });
const idOf = (map: ReadonlyMap<string, string>, name: string): string => {
  const id = map.get(name);
  if (id === undefined) throw new Error(`the table has no ${name}`);
  return id;
};

beforeAll(async () => {
  kafka = namespacedKafka();
  redis = await namespacedRedis(kafka.namespace);
  facts = foreignFacts(kafka);
  const env = { BULOU_NAMESPACE: kafka.namespace, REDIS_URL: redis.url };
  room = await openRoom({ app: 'isolation', schema: 'isolation', module: IsolationModule, env, hasMovedClock: true });
  if (room.clock === undefined) throw new Error('the room has no moved clock');
  clock = room.clock;
  for (const pack of datedPacks) {
    const campaignId = systemIds.uuid7();
    campaigns.set(pack.packId, campaignId);
    const policy = { version: 1, measures: pack } as never;
    await facts.tell(CampaignOpenedV1, { campaignId, kind: 'drill', timeScale: 1, policy });
  }
  const known = async () => (await rows('select 1 from isolation.campaigns')).length === datedPacks.length;
  await eventually(known, { withinMs: 30_000 });
}, 60_000);

afterAll(async () => {
  await room?.close();
  await facts?.close();
  await redis?.drop();
  await kafka?.drop();
});

/** A case that somebody is a contact of, opened now. */
async function openIndexCase(campaignId: string): Promise<string> {
  const participantId = systemIds.uuid4();
  const members = [{ position: 1, subjectKind: 'person', subjectId: participantId }];
  const job = OpenCaseV1.shape.parse({
    ...OpenCaseV1.example,
    ...{ campaignId, siteCode, members, escalationId: systemIds.uuid7(), uploadId: systemIds.uuid7() },
    tubeId: writeTubeBarcode('21', (serial += 1)),
    labCode: 'LAB-HZ1',
  });
  await room.service.app.get(OpenCases).run(job, `esc-${job.escalationId}-a1`);
  await post(`/v1/alerts/${job.escalationId}/take`, duty, {});
  const [found] = await rows<{ case_id: string }>('select case_id from isolation.cases where participant_id = $1', [
    participantId,
  ]);
  return found?.case_id ?? '';
}

async function decideContact({ who, category, countedFrom, packId }: Person): Promise<string[]> {
  const caseId = await openIndexCase(idOf(campaigns, packId));
  const lastContactAt = instantAt(countedFrom).toISOString();
  const contact = { participantId: idOf(participants, who), kind: 'household', category, lastContactAt };
  const proposed = await post(`/v1/cases/${caseId}/contacts`, second, { contacts: [contact] });
  const [contactId] = (proposed.body as { contactIds: string[] }).contactIds;
  const decided = await post(`/v1/contacts/${contactId}/decide`, duty, { decision: 'linked' });
  expect(decided.status, JSON.stringify(decided.body)).toBe(200);
  return (decided.body as { measureIds: string[] }).measureIds;
}

async function signOrder({ who, category, countedFrom, packId }: Person): Promise<string[]> {
  const order = {
    ...{ campaignId: idOf(campaigns, packId), orderNumber: `${who}号`, authority: '演练指挥部', legalBasis: '演练' },
    ...{ category, siteCode, countsFrom: instantAt(countedFrom).toISOString() },
    participantIds: [idOf(participants, who)],
  };
  const signed = await post('/v1/authority-orders', duty, order);
  const { orderId } = signed.body as { orderId: string };
  const both = await post(`/v1/authority-orders/${orderId}/countersign`, second, {});
  expect(both.status, JSON.stringify(both.body)).toBe(200);
  return (both.body as { measureIds: string[] }).measureIds;
}

async function decide(person: Person): Promise<void> {
  const isOrdered = person.category === 'entrant' || person.category === 'infected';
  measures.set(person.who, await (isOrdered ? signOrder(person) : decideContact(person)));
}

async function actLater({ who, later }: Person): Promise<void> {
  const own = measures.get(who) ?? [];
  if (later?.act === 'extended') {
    const extended = await post(`/v1/measures/${own.at(-1)}/extend`, second, { hours: later.hours });
    expect(extended.status, JSON.stringify(extended.body)).toBe(200);
  }
  if (later?.act !== 'lifted') return;
  for (const measureId of own) {
    const lifted = await post(`/v1/measures/${measureId}/lift`, duty, { reason: 'no-longer-needed' });
    // The stage that is over has nothing left to lift.
    expect([200, 409]).toContain(lifted.status);
  }
}

interface Step {
  readonly at: Date;
  readonly run: () => Promise<void>;
}

// Twice a day the room does what a day brings; in a house its workers do so every second.
async function work(): Promise<void> {
  await room.service.app.get(EndMeasures).run();
  await room.service.app.get(KeepOrders).run();
}

function stepsOf(group: readonly Person[]): Step[] {
  const first = Math.min(...group.map(({ decided }) => instantAt(decided).getTime()));
  const midnight = instantAt(`${written(new Date(first)).slice(0, 10)} 00:00`).getTime();
  const days = Array.from({ length: daysRun }, (_, n) => midnight + n * dayMs);
  const ticks = days.flatMap((day) => [day + 7.5 * 3_600_000, day + 21.5 * 3_600_000]);
  return [
    ...ticks.map((ms) => ({ at: new Date(ms), run: work })),
    ...group.map((one) => ({ at: instantAt(one.decided), run: () => decide(one) })),
    ...group.flatMap((one) => (one.later === null ? [] : [{ at: instantAt(one.later.at), run: () => actLater(one) }])),
  ].toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

/** What became of a person, written as the table writes it. */
async function outcomeOf({ who }: Person) {
  const whose = [idOf(participants, who)];
  const order = 'isolation.isolation_orders o where o.participant_id = $1';
  const stages = await rows<{ place: string; from: Date; to: Date; entered: Date | null }>(
    `select m.place, m.starts_at as "from", coalesce(m.ended_at, m.ends_at) as "to", s.entered_at as entered
       from isolation.measures m left join isolation.order_stages s using (measure_id)
      where m.participant_id = $1 and m.kind = 'isolation' and (m.ended_at is null or m.ended_at > m.starts_at)
      order by m.starts_at`,
    whose,
  );
  const checks = await rows<{ kind: string; at: Date }>(
    `select c.kind, c.begins_at as at from isolation.order_checks c
      where c.state <> 'cancelled' and c.order_id in (select o.order_id from ${order}) order by c.begins_at`,
    whose,
  );
  const [ended] = await rows<{ at: Date | null }>(`select o.ended_at as at from ${order}`, whose);
  const count = (kind: string) => checks.filter((one) => one.kind === kind);
  return {
    stages: stages.map(({ place, from, to }) => ({ place, from: written(from), to: written(to) })),
    enteredAtTheirInstant: stages.every(({ from, entered }) => entered?.getTime() === from.getTime()),
    swabs: count('test').map(({ at }) => written(at).slice(5, 10)),
    calls: count('call').length,
    temperatures: count('temperature').length,
    free: ended === undefined ? null : ended.at === null ? 'never' : written(ended.at),
  };
}

const years = Map.groupBy(people, ({ decided }) => decided.slice(0, 4) + decided.slice(5, 7).replace('12', '11'));

describe.each([...years])('thirty days from %s', (_when, group) => {
  beforeAll(async () => {
    for (const { at, run } of stepsOf(group)) {
      await clock.moveTo(at);
      await run();
    }
  }, 180_000);

  test.each(group.map((one) => [one.who, one] as const))(
    '%s is where, called, swabbed and free as the table says',
    async (_who, person) => {
      const { stages, swabs, calls, free } = person;
      const expected = { stages, swabs, calls, temperatures: calls, free, enteredAtTheirInstant: true };
      expect(await outcomeOf(person)).toEqual(expected);
    },
  );
});

test('nobody is kept by a swab that was missed: everybody is free, and somebody looks out', async () => {
  const open = await rows('select 1 from isolation.isolation_orders where ended_at is null');
  expect(open).toEqual([]);
  const missing = await rows<{ order_id: string; tests_missing: number; tasks: number }>(
    `select o.order_id, o.tests_missing,
            (select count(*)::int from isolation.tasks t where t.kind = 'release-look-out' and t.subject = o.order_id::text) as tasks
       from isolation.isolation_orders o where o.tests_missing > 0`,
  );
  expect(missing.length).toBeGreaterThan(0);
  expect(missing.every(({ tasks }) => tasks === 1)).toBe(true);
});
