import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MeasureEndedV1 } from '@lib/contracts/events/isolation/measure-ended.v1';
import { MeasureStartedV1 } from '@lib/contracts/events/isolation/measure-started.v1';
import { RecollectionClosedV1 } from '@lib/contracts/events/isolation/recollection-closed.v1';
import { RecollectionJoinedV1 } from '@lib/contracts/events/isolation/recollection-joined.v1';
import { RecollectionRequestedV1 } from '@lib/contracts/events/isolation/recollection-requested.v1';
import type { EventContract } from '@lib/contracts/event';
import { topics } from '@lib/contracts/topics';
import { Publisher } from '@lib/messaging';
import { Database } from '@lib/platform';
import type { TokenClaims } from '@lib/platform';
import { eventually, namespacedKafka, openRoom } from '@lib/testing';
import type { Room } from '@lib/testing';
import { identityCheckOf } from '@lib/vocabulary';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { RecollectionOrderStore } from '../recollection-order/recollection-order.store.js';
import { registrationConfig } from '../registration.config.js';
import { RegistrationModule } from '../registration.module.js';

const [here, there] = ['330105-0001', '330106-0001'];
const admin: TokenClaims = { sub: 'admin-1', role: 'admin', scope: {} };
const sampler: TokenClaims = { sub: 'sampler-1', role: 'sampler', scope: { site: here } };
const officer = (district?: string): TokenClaims => ({
  sub: 'officer-1',
  role: 'isolation-officer',
  scope: district === undefined ? {} : { district },
});

let room: Room;
let folder: string;
let campaignId: string;
const kafka = namespacedKafka();
const publisher = new Publisher(kafka.settings, topics);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulou-registration-'));
  const secret = () => randomBytes(32).toString('base64');
  const keys = { keys: [{ id: 'k1', hmac: secret(), aes: secret() }], current: 'k1' };
  await writeFile(join(folder, 'identity.json'), JSON.stringify(keys), { mode: 0o600 });
  room = await openRoom({
    app: 'registration',
    schema: 'registration',
    module: RegistrationModule,
    config: registrationConfig,
    env: { BULOU_NAMESPACE: kafka.namespace, BULOU_IDENTITY_KEYS: join(folder, 'identity.json') },
  });
  const body = { name: '演练', kind: 'drill' };
  const opened = await room.call('POST', '/v1/campaigns', { as: admin, key: randomUUID(), body });
  campaignId = (opened.body as { campaignId: string }).campaignId;
  const sites = [here, there].map((siteCode) => ({ siteCode, name: '东苑', districtCode: siteCode.slice(0, 6) }));
  await room.call('POST', `/v1/campaigns/${campaignId}/sites`, { as: admin, key: randomUUID(), body: { sites } });
});

afterAll(async () => {
  await room?.close();
  await publisher.close();
  await kafka.drop();
  await rm(folder, { recursive: true });
});

let serial = 100;
const card = (): string => {
  const first17 = `33010519900307${(serial += 1)}`;
  return first17 + identityCheckOf(first17);
};
const aPerson = (more: Record<string, unknown> = {}) => ({
  campaignId,
  name: '张三丰',
  cardKind: 'identity-number',
  cardNumber: card(),
  phone: '13812345678',
  address: '文三路1号',
  ...more,
});
const register = (body: unknown, key: string = randomUUID()) =>
  room.call('POST', '/v1/participants', { as: sampler, key, body });
const registered = async (more: Record<string, unknown> = {}): Promise<string> =>
  ((await register(aPerson(more))).body as { participantId: string }).participantId;

async function tell(contract: EventContract, orderId: string, sequence: number, content: object): Promise<void> {
  await publisher.publish([
    {
      topic: contract.topic,
      key: orderId,
      headers: {
        ce_specversion: '1.0',
        ce_id: randomUUID(),
        ce_type: contract.type,
        ce_source: '/bulou/isolation',
        ce_subject: orderId,
        ce_time: '2026-11-21T08:00:00.000Z',
        ce_sequence: String(sequence),
      },
      value: JSON.stringify(content),
    },
  ]);
}

async function request(participantId: string, siteCode: string, orderId: string = randomUUID()): Promise<string> {
  await tell(RecollectionRequestedV1, orderId, 1, {
    ...RecollectionRequestedV1.example,
    ...{ campaignId, participantId, siteCode, orderId },
    dueAt: '2026-11-21T10:00:00.000Z',
  });
  await eventually(async () => {
    const rows = await room.postgres.admin('select 1 from registration.recollection_orders where order_id = $1', [
      orderId,
    ]);
    return rows.length === 1;
  });
  return orderId;
}

describe('a participant', () => {
  test('is registered once per card and campaign, whatever id a device has minted', async () => {
    const person = { ...aPerson(), participantId: randomUUID() };
    expect(await register(person)).toMatchObject({
      status: 201,
      body: { participantId: person.participantId, isNew: true },
    });
    const again = await register({
      ...person,
      participantId: randomUUID(),
      cardNumber: person.cardNumber.toLowerCase(),
    });
    expect(again).toMatchObject({ status: 201, body: { participantId: person.participantId, isNew: false } });
  });

  test('registered at two desks at once is one person', async () => {
    const person = aPerson();
    const answers = await Promise.all(Array.from({ length: 6 }, () => register(person)));
    expect(new Set(answers.map(({ body }) => (body as { participantId: string }).participantId)).size).toBe(1);
    expect(answers.filter(({ body }) => (body as { isNew: boolean }).isNew)).toHaveLength(1);
  });

  test('does not take the id of another person', async () => {
    const participantId = await registered();
    expect(await register(aPerson({ participantId }))).toMatchObject({
      status: 400,
      body: { errors: [{ code: 'ID_IN_USE' }] },
    });
  });

  test('with a wrong identity number is refused, and the number is not repeated', async () => {
    const answer = await register(aPerson({ cardNumber: '330105199003071230' }));
    expect(answer).toMatchObject({ status: 422, body: { code: 'IDENTITY_NUMBER_WRONG' } });
    expect(JSON.stringify(answer.body) + room.logged()).not.toContain('330105199003071230');
  });

  test('is shown masked, in their own campaign only', async () => {
    const participantId = await registered();
    const masked = (campaign: string) =>
      room.call('POST', '/v1/participants/masked', {
        as: sampler,
        body: { campaignId: campaign, participantIds: [participantId] },
      });
    expect((await masked(campaignId)).body).toMatchObject({ participants: [{ participantId, maskedName: '张*丰' }] });
    expect((await masked(randomUUID())).body).toEqual({ participants: [] });
  });
});

describe('a request to sample a person again', () => {
  test('puts them on the list of their site, masked, with the cause, and is told once', async () => {
    const participantId = await registered();
    const orderId = await request(participantId, here);
    await request(participantId, here, orderId);
    const list = (as: TokenClaims) => room.call('GET', `/v1/campaigns/${campaignId}/recollection-orders`, { as });
    expect((await list(sampler)).body).toMatchObject({
      orders: [
        {
          orderId,
          participantId,
          maskedName: '张*丰',
          cause: 'detected',
          siteCode: here,
          dueAt: '2026-11-21T10:00:00.000Z',
        },
      ],
    });
    expect((await list({ ...sampler, scope: { site: there } })).body).toEqual({ orders: [] });
    expect(await list({ ...sampler, scope: {} })).toMatchObject({ status: 403 });
    const told = await room.postgres.admin(
      `select type, aggregate_version, headers->>'ce_causationid' is not null as "isCaused" from registration.outbox where aggregateid = $1`,
      [orderId],
    );
    expect(told).toEqual([{ type: 'registration.recollection-ordered.v1', aggregate_version: 1, isCaused: true }]);
  });

  test('for somebody whom the desk does not know yet is kept and shown without a name', async () => {
    const [stranger, site] = [randomUUID(), '330105-0009'];
    await request(stranger, site);
    const list = await room.call('GET', `/v1/campaigns/${campaignId}/recollection-orders`, {
      as: { ...sampler, scope: { site } },
    });
    expect(list.body).toMatchObject({ orders: [{ participantId: stranger, maskedName: '未登记' }] });
  });

  test('leaves the list when the swab is in a sealed tube, so that nobody is sampled twice', async () => {
    const participantId = randomUUID();
    const orderId = await request(participantId, there);
    const as = { sub: 'sampler-2', role: 'sampler', scope: { site: there } } as const;
    const listed = async () => {
      const { body } = await room.call('GET', `/v1/campaigns/${campaignId}/recollection-orders`, { as });
      return (body as { orders: { orderId: string }[] }).orders.some((order) => order.orderId === orderId);
    };
    expect(await listed()).toBe(true);
    const dueAt = '2026-11-21T06:30:00.000Z';
    const joined = { ...RecollectionJoinedV1.example, orderId, campaignId, participantId };
    await tell(RecollectionJoinedV1, orderId, 2, { ...joined, dueAt });
    await tell(RecollectionJoinedV1, orderId, 3, { ...joined, dueAt: '2026-11-29T08:00:00.000Z' });
    await eventually(async () => {
      const clock = 'select due_at from registration.recollection_orders where order_id = $1';
      expect(await room.postgres.admin(clock, [orderId])).toEqual([{ due_at: new Date(dueAt) }]);
    });
    await tell(RecollectionClosedV1, orderId, 4, {
      ...RecollectionClosedV1.example,
      ...{ campaignId, participantId, siteCode: there, orderId },
    });
    await eventually(async () => !(await listed()));
  });

  test('is brought forward with a thousand others in one statement, by the earliest of its clocks and never back', async () => {
    const [early, late] = ['2026-11-21T06:30:00.000Z', '2026-11-29T08:00:00.000Z'];
    const rows = await room.postgres.admin<{ orderId: string }>(
      `insert into registration.recollection_orders
         (order_id, campaign_id, participant_id, cause, site_code, due_at, requested_at, ordered_at)
       select gen_random_uuid(), $1, gen_random_uuid(), 'lost', '330105-0011',
              case when n % 2 = 0 then $2::timestamptz + interval '1 day' else $2::timestamptz - interval '1 day' end, now(), now()
         from generate_series(1, 1000) as n
       returning order_id as "orderId"`,
      [campaignId, early],
    );
    const statements = await room.service.app.get(Database).transaction(async (tx) => {
      const sent = vi.spyOn(tx, 'execute');
      const joined = rows.flatMap(({ orderId }) => [late, early].map((dueAt) => ({ orderId, dueAt })));
      await room.service.app.get(RecollectionOrderStore).hasten(tx, joined);
      return sent.mock.calls.length;
    });
    expect(statements).toBe(1);
    const clocks = await room.postgres.admin(
      `select due_at as at, count(*)::int as n from registration.recollection_orders
        where site_code = '330105-0011' group by 1 order by 1`,
    );
    const dayBefore = new Date(new Date(early).getTime() - 86_400_000);
    expect(clocks).toEqual([
      { at: dayBefore, n: 500 },
      { at: new Date(early), n: 500 },
    ]);
  });

  test('is listed page by page', async () => {
    const site = '330105-0010';
    for (let count = 0; count < 3; count += 1) await request(await registered(), site);
    const as = { ...sampler, scope: { site } };
    type Page = { orders: unknown[]; next?: string };
    const path = `/v1/campaigns/${campaignId}/recollection-orders?limit=2`;
    const first = (await room.call('GET', path, { as })).body as Page;
    const second = (await room.call('GET', `${path}&cursor=${first.next}`, { as })).body as Page;
    expect([first.orders.length, second.orders.length, second.next]).toEqual([2, 1, undefined]);
  });
});

describe('contact details', () => {
  const reveal = (participantId: string, as: TokenClaims) =>
    room.call('POST', `/v1/participants/${participantId}/reveal`, { as, body: { reason: '通知复采' } });
  const looks = (participantId: string) =>
    room.postgres.admin(
      'select actor, district_code, reason, outcome from registration.reveals where participant_id = $1 order by recorded_at',
      [participantId],
    );

  test('are shown to an officer whose district calls the person back, and every look is written', async () => {
    const participantId = await registered();
    await request(participantId, here);
    const shown = await reveal(participantId, officer('330105'));
    expect(shown).toMatchObject({ status: 200, body: { name: '张三丰', phone: '13812345678', address: '文三路1号' } });
    expect(shown.headers.get('cache-control')).toBe('no-store');
    expect(await looks(participantId)).toEqual([
      { actor: 'officer-1', district_code: '330105', reason: '通知复采', outcome: 'shown' },
    ]);
  });

  test('are shown to the district in which the person lives, too', async () => {
    const participantId = await registered({ divisionCode: '330109001' });
    await request(participantId, here);
    expect(await reveal(participantId, officer('330109'))).toMatchObject({ status: 200 });
  });

  test.each([
    ['collected', 13, 200],
    ['answered', 13, 200],
    ['collected', 15, 404],
    ['failed', 0, 404],
  ])('of a person whose order was closed as %s %i days ago are answered %i', async (closedAs, days, status) => {
    const participantId = await registered();
    const orderId = await request(participantId, here);
    const [time] = await room.postgres.admin<{ at: Date }>('select now() - make_interval(days => $1) as at', [days]);
    await tell(RecollectionClosedV1, orderId, 2, {
      ...RecollectionClosedV1.example,
      ...{ campaignId, participantId, siteCode: here, orderId, closedAs, closedAt: time?.at.toISOString() },
    });
    const closed = 'select 1 from registration.recollection_orders where order_id = $1 and closed_at is not null';
    await eventually(async () => (await room.postgres.admin(closed, [orderId])).length === 1);
    expect(await reveal(participantId, officer('330105'))).toMatchObject({ status });
  });

  /** A measure of the site, decided now, that lasts so many minutes longer. */
  const kept = async (participantId: string, minutes: number, siteCode = here): Promise<string> => {
    const measureId = randomUUID();
    const [time] = await room.postgres.admin<{ from: Date; to: Date }>(
      'select now() - make_interval(days => 1) as from, now() + make_interval(mins => $1) as to',
      [minutes],
    );
    const about = { measureId, campaignId, participantId, siteCode };
    const clock = { startsAt: time?.from.toISOString(), endsAt: time?.to.toISOString() };
    await tell(MeasureStartedV1, measureId, 1, { ...MeasureStartedV1.example, ...about, ...clock });
    const told = 'select 1 from registration.measures_told where measure_id = $1';
    await eventually(async () => (await room.postgres.admin(told, [measureId])).length === 1, { withinMs: 30_000 });
    return measureId;
  };

  test('of somebody whom a measure keeps are shown to the district that keeps them, as long as it does', async () => {
    const participantId = await registered({ divisionCode: '330109001' });
    expect(await reveal(participantId, officer('330105'))).toMatchObject({ status: 404 });
    const measureId = await kept(participantId, 60);
    const cadre = { sub: 'cadre-1', role: 'community-cadre', scope: { district: '330105' } } as const;
    expect(await reveal(participantId, cadre)).toMatchObject({ status: 200, body: { phone: '13812345678' } });
    expect(await reveal(participantId, officer('330109'))).toMatchObject({ status: 200 });
    expect(await reveal(participantId, officer('330106'))).toMatchObject({ status: 404 });
    const shown = `select actor from registration.reveals where measure_id = $1 and order_id is null order by recorded_at`;
    expect(await room.postgres.admin(shown, [measureId])).toEqual([{ actor: 'cadre-1' }, { actor: 'officer-1' }]);
    const about = { measureId, campaignId, participantId, siteCode: here };
    await tell(MeasureEndedV1, measureId, 2, { ...MeasureEndedV1.example, ...about });
    const isOver = 'select 1 from registration.measures_told where measure_id = $1 and ended_at is not null';
    await eventually(async () => (await room.postgres.admin(isOver, [measureId])).length === 1, { withinMs: 30_000 });
    expect(await reveal(participantId, cadre)).toMatchObject({ status: 404 });
  });

  test('of somebody whose measure has run out are shown to nobody, though nobody told so', async () => {
    const participantId = await registered();
    await kept(participantId, -1);
    expect(await reveal(participantId, officer('330105'))).toMatchObject({ status: 404 });
  });

  test('of somebody who is kept elsewhere stay masked, and the mask is shown there', async () => {
    const participantId = await registered();
    const masked = async () => {
      const as = { sub: 'cadre-2', role: 'community-cadre', scope: { district: there.slice(0, 6) } } as const;
      const body = { campaignId, participantIds: [participantId] };
      return (await room.call('POST', '/v1/participants/masked', { as, body })).body;
    };
    expect(await masked()).toEqual({ participants: [] });
    await kept(participantId, 60, there);
    expect(await masked()).toMatchObject({ participants: [{ participantId, maskedName: '张*丰' }] });
  });

  test('of anybody else look like those of nobody, and the attempt is written', async () => {
    const [withOrder, withoutOrder] = [await registered(), await registered()];
    await request(withOrder, here);
    const absent = await reveal(randomUUID(), officer('330105'));
    expect(absent.status).toBe(404);
    for (const answer of [await reveal(withOrder, officer('330106')), await reveal(withoutOrder, officer('330105'))]) {
      expect(answer).toMatchObject({ status: 404, body: absent.body });
    }
    expect(await looks(withOrder)).toMatchObject([{ outcome: 'refused' }]);
    expect(await reveal(withOrder, officer())).toMatchObject({ status: 403 });
    expect(await reveal(withOrder, sampler)).toMatchObject({ status: 403 });
  });

  test('need a reason', async () => {
    const answer = await room.call('POST', `/v1/participants/${randomUUID()}/reveal`, {
      as: officer('330105'),
      body: {},
    });
    expect(answer).toMatchObject({ status: 400 });
  });
});

describe('a minor', () => {
  const cardOf = (born: string): string => {
    const first17 = `330105${born}${(serial += 1)}`;
    return first17 + identityCheckOf(first17);
  };
  /** Somebody with an open recollection order in the district of this site. */
  const ordered = async (more: Record<string, unknown>) => {
    const participantId = await registered(more);
    const orderId = randomUUID();
    const about = { orderId, campaignId, participantId, siteCode: here, cause: 'detected' as const };
    await tell(RecollectionRequestedV1, orderId, 1, { ...RecollectionRequestedV1.example, ...about });
    const listed = async () => {
      const path = `/v1/campaigns/${campaignId}/recollection-orders`;
      const { body } = await room.call('GET', path, { as: sampler });
      return (body as { orders: { participantId: string; needsGuardian?: true }[] }).orders.find(
        (one) => one.participantId === participantId,
      );
    };
    await eventually(async () => expect(await listed()).toBeDefined(), { withinMs: 30_000 });
    const path = `/v1/participants/${participantId}/reveal`;
    const shown = await room.call('POST', path, { as: officer('330105'), body: { reason: '复采联系' } });
    return { order: await listed(), shown: shown.body as { guardian?: object } };
  };

  test('is marked on the list of orders, and the reveal shows how to reach the guardian', async () => {
    const guardian = { name: '张母', phone: '13900001111' };
    const { order, shown } = await ordered({ cardNumber: cardOf('20200307'), guardian });
    expect(order).toMatchObject({ needsGuardian: true });
    expect(shown.guardian).toEqual(guardian);
  });

  test('may have a guardian who is on record', async () => {
    const participantId = await registered({ name: '李父', phone: '13900002222' });
    const { shown } = await ordered({ cardNumber: cardOf('20200308'), guardian: { participantId } });
    expect(shown.guardian).toEqual({ name: '李父', phone: '13900002222' });
  });

  test('is nobody who is of age, and the guardian stands sealed in the table', async () => {
    expect((await ordered({})).order).not.toHaveProperty('needsGuardian');
    const rows = await room.postgres.admin<{ text: string }>(
      `select encode(guardian_contact_sealed, 'escape') as text from registration.participants
        where guardian_contact_sealed is not null`,
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain('13900001111');
  });
});
