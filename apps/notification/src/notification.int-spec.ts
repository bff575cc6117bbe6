import { CaseOpenedV1 } from '@lib/contracts/events/isolation/case-opened.v1';
import { AlertTakenV1 } from '@lib/contracts/events/isolation/alert-taken.v1';
import { DisinfectionListedV1 } from '@lib/contracts/events/isolation/disinfection-listed.v1';
import { DetectionRaisedV1 } from '@lib/contracts/events/lab/detection-raised.v1';
import { DetectionWithdrawnV1 } from '@lib/contracts/events/lab/detection-withdrawn.v1';
import { CampaignOpenedV1 } from '@lib/contracts/events/registration/campaign-opened.v1';
import { PolicyChangedV1 } from '@lib/contracts/events/registration/policy-changed.v1';
import { OpenCaseV1, openCaseJobId } from '@lib/contracts/jobs/open-case.v1';
import { JobQueue } from '@lib/messaging';
import { systemIds } from '@lib/platform';
import { eventually, foreignFacts, namespacedKafka, namespacedRedis, openRoom } from '@lib/testing';
import type { ForeignFacts, NamespacedKafka, NamespacedRedis, Room } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { putFullRoster } from './duty/duty-room.js';
import { NotificationModule } from './notification.module.js';

let kafka: NamespacedKafka;
let redis: NamespacedRedis;
let facts: ForeignFacts;
let room: Room;
let queue: JobQueue;

beforeAll(async () => {
  kafka = namespacedKafka();
  redis = await namespacedRedis(kafka.namespace);
  facts = foreignFacts(kafka);
  queue = JobQueue.for(OpenCaseV1.queue, { redisUrl: redis.url, namespace: kafka.namespace });
  const env = { BULOU_NAMESPACE: kafka.namespace, REDIS_URL: redis.url };
  room = await openRoom({ app: 'notification', schema: 'notification', module: NotificationModule, env });
  await putFullRoster(room, '330105');
});

afterAll(async () => {
  await room?.close();
  await facts?.close();
  await queue?.close();
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

interface Row {
  escalation_id: string;
  state: string;
  attempt: number;
  rung: number;
  received_at: Date | null;
  taken_at: Date | null;
}

async function ledgerOf(tubeId: string): Promise<Row[]> {
  return room.postgres.admin<Row>('select * from notification.escalations where tube_id = $1', [tubeId]);
}

async function only(tubeId: string): Promise<Row> {
  const [row] = await ledgerOf(tubeId);
  if (row === undefined) throw new Error(`no escalation of ${tubeId} yet`);
  return row;
}

const told = (type: string, escalationId: string) =>
  room.postgres.admin('select 1 from notification.outbox where type = $1 and aggregateid = $2', [type, escalationId]);

/** Raises a detection and waits until its job is in the queue. */
async function raised(members = people(3), campaignId = CampaignOpenedV1.example.campaignId) {
  const tubeId = nextTube();
  const message = await facts.tell(DetectionRaisedV1, { tubeId, members, campaignId });
  const row = await eventually(async () => {
    const found = await only(tubeId);
    return found.state !== 'open' && found;
  });
  return { tubeId, members, message, escalationId: row.escalation_id, campaignId };
}

type Raised = Awaited<ReturnType<typeof raised>>;

const caseOpened = ({ tubeId, escalationId, campaignId }: Raised, participantId: string) =>
  facts.message(CaseOpenedV1, { tubeId, escalationId, campaignId, participantId, caseId: systemIds.uuid7() });

describe('a detection', () => {
  test('opens one escalation, tells so, and rings for isolation with all that it needs', async () => {
    const { tubeId, escalationId, members } = await raised();
    expect(await ledgerOf(tubeId)).toHaveLength(1);
    expect(await told('notification.escalation-opened.v1', escalationId)).toHaveLength(1);
    expect(await queue.state(openCaseJobId(escalationId, 1))).toBe('waiting');
    const text = await redis.client.hget(
      `${kafka.namespace}:${OpenCaseV1.queue}:${openCaseJobId(escalationId, 1)}`,
      'data',
    );
    expect(OpenCaseV1.shape.parse(JSON.parse(text ?? ''))).toMatchObject({ escalationId, tubeId, members });
  });

  test('that is delivered twice, or told twice, opens no second escalation', async () => {
    const { tubeId, message, members } = await raised();
    await facts.publish([message, message]);
    await facts.tell(DetectionRaisedV1, { tubeId, members });
    const after = await raised();
    expect(await ledgerOf(after.tubeId)).toHaveLength(1);
    expect(await ledgerOf(tubeId)).toHaveLength(1);
  });

  test('of another result version opens another one', async () => {
    const { tubeId } = await raised();
    await facts.tell(DetectionRaisedV1, { tubeId, resultVersion: 2, members: people(3) });
    await eventually(async () => (await ledgerOf(tubeId)).length === 2);
  });

  test('withdrawn before it is raised is in the ledger, revoked, and nobody is rung for', async () => {
    const tubeId = nextTube();
    await facts.tell(DetectionWithdrawnV1, { tubeId });
    await facts.tell(DetectionRaisedV1, { tubeId, members: people(1) });
    const { escalation_id, state } = await eventually(() => only(tubeId));
    expect(state).toBe('revoked');
    expect(await queue.state(openCaseJobId(escalation_id, 1))).toBe('missing');
  });
});

describe('an escalation', () => {
  test('is acknowledged once by the last of its members, and then leaves the queue alone', async () => {
    const alarm = await raised(people(2));
    const [first, second] = alarm.members.map(({ subjectId }) => caseOpened(alarm, subjectId));
    await facts.publish([first!, first!]);
    await eventually(async () => {
      const rows = await room.postgres.admin(
        'select 1 from notification.escalation_members where escalation_id = $1 and acknowledged_at is not null',
        [alarm.escalationId],
      );
      return rows.length === 1;
    });
    expect((await only(alarm.tubeId)).received_at).toBeNull();
    await facts.publish([second!, first!, second!]);
    const done = await eventually(async () => {
      const row = await only(alarm.tubeId);
      return row.received_at !== null && row;
    });
    expect(done).toMatchObject({ state: 'acknowledged', attempt: 1, taken_at: null });
    expect(await told('notification.escalation-acknowledged.v1', alarm.escalationId)).toHaveLength(1);
  });

  test('of a place alone is acknowledged by the disinfection list', async () => {
    const alarm = await raised([{ ...people(1)[0]!, subjectKind: 'place' as never }]);
    const { tubeId, escalationId } = alarm;
    await facts.tell(DisinfectionListedV1, { tubeId, escalationId, subjects: [] });
    await eventually(async () => (await only(tubeId)).state === 'acknowledged');
  });

  test('is shown with both clocks to the duty officer of the district and to no other', async () => {
    const campaignId = systemIds.uuid7();
    const alarm = await raised(people(1), campaignId);
    const as = (district: string) => ({ sub: 'duty-1', role: 'cdc-duty', scope: { district } }) as const;
    const path = `/v1/campaigns/${campaignId}/escalations`;
    const mine = await room.call('GET', path, { as: as('330105') });
    expect(mine.body).toMatchObject({
      escalations: [{ escalationId: alarm.escalationId, members: 1, acknowledgedMembers: 0, receivedAt: null }],
    });
    expect((await room.call('GET', `${path}?state=taken`, { as: as('330105') })).body).toMatchObject({
      escalations: [],
    });
    expect((await room.call('GET', path, { as: as('330106') })).body).toMatchObject({ escalations: [] });
    expect((await room.call('GET', path, { as: { sub: 'd', role: 'cdc-duty', scope: {} } })).status).toBe(403);
    expect((await room.call('GET', path, { as: { sub: 's', role: 'sampler', scope: {} } })).status).toBe(403);
  });
});

describe('the ladder', () => {
  const fast = { timeScale: 100, kind: 'drill' as const };

  async function rungsOf(escalationId: string): Promise<{ rung: number; role_due: string; policy_version: number }[]> {
    return room.postgres.admin('select * from notification.rungs where escalation_id = $1 order by rung', [
      escalationId,
    ]);
  }

  test('climbs while nobody takes the alert, in the time of the drill, and says who is due', async () => {
    const campaignId = systemIds.uuid7();
    await facts.tell(CampaignOpenedV1, { campaignId, ...fast });
    const { escalationId } = await raised(people(1), campaignId);
    const rungs = await eventually(
      async () => {
        const found = await rungsOf(escalationId);
        return found.length >= 3 && found.slice(0, 3);
      },
      { withinMs: 15_000 },
    );
    expect(rungs.map(({ role_due }) => role_due)).toEqual(['cdc-duty', 'isolation-officer', 'district-liaison']);
  });

  test('stops when a person takes the alert', async () => {
    const campaignId = systemIds.uuid7();
    await facts.tell(CampaignOpenedV1, { campaignId, ...fast });
    const alarm = await raised(people(1), campaignId);
    await facts.tell(AlertTakenV1, { escalationId: alarm.escalationId, tubeId: alarm.tubeId, takenBy: 'duty-1' });
    await eventually(async () => (await only(alarm.tubeId)).taken_at !== null);
    const before = await rungsOf(alarm.escalationId);
    // A later alarm of the same campaign climbs two rungs meanwhile: time has passed for both.
    const later = await raised(people(1), campaignId);
    await eventually(async () => (await rungsOf(later.escalationId)).length >= 3, { withinMs: 15_000 });
    expect(await rungsOf(alarm.escalationId)).toEqual(before);
  });

  test('follows a policy that came after the alarm', async () => {
    const campaignId = systemIds.uuid7();
    const { escalationId } = await raised(people(1), campaignId);
    expect((await rungsOf(escalationId)).map((rung) => rung.policy_version)).toEqual([0]);
    await facts.tell(PolicyChangedV1, { campaignId, policy: { version: 2, ladderSeconds: [1] } as never });
    const rungs = await eventually(
      async () => {
        const found = await rungsOf(escalationId);
        return found.length === 2 && found;
      },
      { withinMs: 15_000 },
    );
    expect(rungs[1]).toMatchObject({ role_due: 'isolation-officer', policy_version: 2 });
  });
});

describe('a Redis that forgets', () => {
  test('is filled again from the ledger under a new attempt, and not for what was acknowledged', async () => {
    const alarm = await raised(people(1));
    const settled = await raised(people(1));
    await facts.publish([caseOpened(settled, settled.members[0]!.subjectId)]);
    await eventually(async () => (await only(settled.tubeId)).state === 'acknowledged');
    await redis.flush();
    await eventually(async () => (await queue.state(openCaseJobId(alarm.escalationId, 2))) === 'waiting', {
      withinMs: 20_000,
    });
    expect((await only(settled.tubeId)).attempt).toBe(1);
    expect(await queue.state(openCaseJobId(settled.escalationId, 2))).toBe('missing');
  });
});
