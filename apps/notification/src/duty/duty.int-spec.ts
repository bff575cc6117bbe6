import { AlertTakenV1 } from '@lib/contracts/events/isolation/alert-taken.v1';
import { DetectionRaisedV1 } from '@lib/contracts/events/lab/detection-raised.v1';
import { DetectionWithdrawnV1 } from '@lib/contracts/events/lab/detection-withdrawn.v1';
import { CampaignOpenedV1 } from '@lib/contracts/events/registration/campaign-opened.v1';
import { systemIds } from '@lib/platform';
import type { TokenClaims } from '@lib/platform';
import { eventually, foreignFacts, namespacedKafka, namespacedRedis, openRoom } from '@lib/testing';
import type { ForeignFacts, NamespacedKafka, NamespacedRedis, Room } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NotificationModule } from '../notification.module.js';
import { aDuty, putFullRoster, putRoster } from './duty-room.js';

let kafka: NamespacedKafka;
let redis: NamespacedRedis;
let facts: ForeignFacts;
let room: Room;

beforeAll(async () => {
  kafka = namespacedKafka();
  redis = await namespacedRedis(kafka.namespace);
  facts = foreignFacts(kafka);
  const env = { BULOU_NAMESPACE: kafka.namespace, REDIS_URL: redis.url };
  room = await openRoom({ app: 'notification', schema: 'notification', module: NotificationModule, env });
});

afterAll(async () => {
  await room?.close();
  await facts?.close();
  await redis?.drop();
  await kafka?.drop();
});

interface Listed {
  readonly escalationId: string;
  readonly rung: number;
  readonly nextRungAt: string | null;
  readonly openedAt: string;
  readonly takenBy: string | null;
  readonly owner: { role: string; person: string | null; since: string };
  readonly calls: { rung: number; role: string; person: string | null; reason: string; calledAt: string }[];
}

let serial = 0;
const centre: TokenClaims = { sub: 'centre-1', role: 'command-centre', scope: {} };
const dutyOf = (district: string): TokenClaims => ({ sub: 'cdc-duty-1', role: 'cdc-duty', scope: { district } });

/** Raises an alarm in a district, in a campaign of its own. */
async function raiseIn(district: string, timeScale = 1) {
  const campaignId = systemIds.uuid7();
  const tubeId = writeTubeBarcode('22', (serial += 1));
  await facts.tell(CampaignOpenedV1, { campaignId, timeScale, kind: 'drill' });
  await eventually(async () => {
    const told = await room.postgres.admin('select 1 from notification.campaigns where campaign_id = $1', [campaignId]);
    return told.length === 1;
  });
  const members = [{ position: 1, subjectKind: 'person' as const, subjectId: systemIds.uuid4() }];
  await facts.tell(DetectionRaisedV1, { campaignId, tubeId, members, siteCode: `${district}-0001` });
  return { campaignId, tubeId };
}

async function ledgerOf(campaignId: string, as = centre, query = ''): Promise<Listed[]> {
  const { body } = await room.call('GET', `/v1/campaigns/${campaignId}/escalations${query}`, { as });
  return (body as { escalations: Listed[] }).escalations;
}

const alertWhen = (campaignId: string, is: (alert: Listed) => boolean) =>
  eventually(
    async () => {
      const [alert] = await ledgerOf(campaignId);
      return alert !== undefined && is(alert) && alert;
    },
    { withinMs: 20_000 },
  );

const whom = ({ calls }: Listed) => calls.map(({ rung, person, reason }) => `${rung} ${person} ${reason}`);

describe('an alert that nobody releases', () => {
  test('has a person as owner the moment it opens, and the ladder calls one rung after the other', async () => {
    await putFullRoster(room, '330201');
    const { campaignId } = await raiseIn('330201', 60);
    const first = await alertWhen(campaignId, () => true);
    expect(first.owner).toMatchObject({ role: 'cdc-duty', person: 'cdc-duty-1' });
    expect(first.owner.since).toBe(first.openedAt);
    const second = await alertWhen(campaignId, ({ rung }) => rung === 1);
    expect(second.owner).toMatchObject({ role: 'isolation-officer', person: 'isolation-officer-1' });
    const third = await alertWhen(campaignId, ({ rung }) => rung === 2);
    expect(whom(third)).toEqual([
      '0 cdc-duty-1 opened',
      '1 isolation-officer-1 nobody-took-it',
      '2 district-liaison-1 nobody-took-it',
    ]);
    const silence = third.calls.map(({ calledAt }) => (Date.parse(calledAt) - Date.parse(third.openedAt)) / 1000);
    // Sixty seconds and five minutes at sixty times the pace; the watch looks every second.
    expect(silence[1]).toBeGreaterThanOrEqual(1);
    expect(silence[2]).toBeGreaterThanOrEqual(5);
  });

  test('belongs to whoever took it, and calls nobody after that', async () => {
    await putFullRoster(room, '330202');
    const { campaignId, tubeId } = await raiseIn('330202');
    const { escalationId } = await alertWhen(campaignId, () => true);
    await facts.tell(AlertTakenV1, { escalationId, tubeId, takenBy: 'officer-9' });
    const taken = await alertWhen(campaignId, ({ takenBy }) => takenBy !== null);
    expect(taken).toMatchObject({ owner: { person: 'officer-9' }, nextRungAt: null });
    expect(await ledgerOf(campaignId, centre, '?state=waiting')).toEqual([]);
    expect(await ledgerOf(campaignId, centre, '?state=taken')).toHaveLength(1);
  });

  test('that was withdrawn before it came calls nobody', async () => {
    await putFullRoster(room, '330203');
    const tubeId = writeTubeBarcode('22', (serial += 1));
    const campaignId = systemIds.uuid7();
    await facts.tell(DetectionWithdrawnV1, { tubeId });
    await facts.tell(DetectionRaisedV1, { tubeId, campaignId, members: [], siteCode: '330203-0001' });
    expect((await alertWhen(campaignId, () => true)).calls).toEqual([]);
  });
});

describe('a gap of the roster', () => {
  test('hands the alert to the next rung at once, and is listed until somebody fills it', async () => {
    await putRoster(room, [aDuty('district-liaison', '330204', 'liaison-4')]);
    const { campaignId } = await raiseIn('330204');
    const alert = await alertWhen(campaignId, () => true);
    expect(whom(alert)).toEqual(['0 null nobody-on-duty', '1 null nobody-on-duty', '2 liaison-4 opened']);
    expect(alert.owner).toMatchObject({ role: 'district-liaison', person: 'liaison-4' });
    type Gaps = { role: string; isOpen: boolean; alerts: number }[];
    const gaps = async () => {
      const { body } = await room.call('GET', '/v1/duty-gaps', { as: dutyOf('330204') });
      return (body as { gaps: Gaps }).gaps;
    };
    const ofTheLadder = ({ role }: Gaps[number]) => role === 'cdc-duty' || role === 'isolation-officer';
    const before = await gaps();
    expect(before.filter(ofTheLadder)).toMatchObject([
      { role: 'cdc-duty', districtCode: '330204', alerts: 1, isOpen: true },
      { role: 'isolation-officer', alerts: 1, isOpen: true },
    ]);
    // Whom the fan-out looked for and did not find is missing as well.
    expect(before).toContainEqual(expect.objectContaining({ role: 'sampling-squad', alerts: 1, isOpen: true }));
    await putRoster(room, [aDuty('cdc-duty', '330204', 'late-4')]);
    expect((await gaps()).filter(ofTheLadder)).toMatchObject([{ role: 'cdc-duty', isOpen: false }, { isOpen: true }]);
  });

  test('that nobody fills leaves the alert with the command centre, until somebody comes on duty', async () => {
    await room.postgres.admin(
      `update notification.duties set ended_at = now(), ended_by = 'test' where role = 'command-centre'`,
    );
    const { campaignId } = await raiseIn('330205');
    const alert = await alertWhen(campaignId, () => true);
    expect(alert).toMatchObject({ rung: 3, owner: { role: 'command-centre', person: null } });
    await putRoster(room, [aDuty('isolation-officer', '330205', 'late-5')]);
    const owned = await alertWhen(campaignId, ({ owner }) => owner.person !== null);
    expect(owned).toMatchObject({ rung: 3, owner: { role: 'isolation-officer', person: 'late-5' } });
    expect(whom(owned).at(-1)).toBe('3 late-5 came-on-duty');
  });

  test('that opens while an alert waits hands it on: an owner whose duty is over owns nothing', async () => {
    await putRoster(room, [
      aDuty('cdc-duty', '330206', 'early-6', { toMs: 1_500 }),
      aDuty('isolation-officer', '330206', 'officer-6'),
    ]);
    const { campaignId } = await raiseIn('330206');
    expect((await alertWhen(campaignId, () => true)).owner.person).toBe('early-6');
    const handed = await alertWhen(campaignId, ({ owner }) => owner.person !== 'early-6');
    expect(handed.owner).toMatchObject({ role: 'isolation-officer', person: 'officer-6' });
    expect(whom(handed)).toEqual(['0 early-6 opened', '0 null nobody-on-duty', '1 officer-6 duty-ended']);
  });
});

describe('the roster', () => {
  const call = (path: string, as: TokenClaims, body: object) =>
    room.call('POST', path, { as, body, key: systemIds.uuid4() });

  test('is arranged by the people of a district for that district only', async () => {
    const own = aDuty('cdc-duty', '330207', 'wang-7');
    expect(await call('/v1/duties', dutyOf('330207'), { duties: [own] })).toMatchObject({ body: { put: 1, known: 0 } });
    const foreign = aDuty('cdc-duty', '330208', 'wang-8');
    expect((await call('/v1/duties', dutyOf('330207'), { duties: [foreign] })).status).toBe(404);
    const city = aDuty('command-centre', '330207', 'chen');
    expect((await call('/v1/duties', dutyOf('330207'), { duties: [city] })).status).toBe(404);
    const sampler: TokenClaims = { sub: 's', role: 'sampler', scope: { site: '330207-0001' } };
    expect((await call('/v1/duties', sampler, { duties: [own] })).status).toBe(403);
    expect(await call(`/v1/duties/${own.dutyId}/end`, dutyOf('330208'), {})).toMatchObject({
      status: 404,
      body: { code: 'DUTY_UNKNOWN' },
    });
    const listed = async (district: string) =>
      (await room.call('GET', '/v1/duties', { as: dutyOf(district) })).body as { duties: { dutyId: string }[] };
    expect((await listed('330207')).duties.map(({ dutyId }) => dutyId)).toEqual([own.dutyId]);
    expect((await listed('330208')).duties).toEqual([]);
    expect(await call(`/v1/duties/${own.dutyId}/end`, dutyOf('330207'), {})).toMatchObject({ status: 200 });
    expect((await listed('330207')).duties).toEqual([]);
  });

  test('takes the same duty twice, and never another one under its id', async () => {
    const duty = aDuty('cdc-duty', '330209', 'sun-9');
    expect((await putRoster(room, [duty])).body).toEqual({ put: 1, known: 0 });
    expect((await putRoster(room, [duty])).body).toEqual({ put: 0, known: 1 });
    expect(await putRoster(room, [{ ...duty, person: 'other' }])).toMatchObject({
      status: 409,
      body: { code: 'DUTY_EXISTS' },
    });
  });

  test('takes no name and no number of a person', async () => {
    const duty = aDuty('cdc-duty', '330210', 'x');
    expect((await putRoster(room, [{ ...duty, person: '张三' }])).status).toBe(400);
    expect((await putRoster(room, [{ ...duty, person: '13800138000' }])).status).toBe(400);
    expect((await putRoster(room, [{ ...duty, endsAt: duty.startsAt }])).status).toBe(400);
  });
});
