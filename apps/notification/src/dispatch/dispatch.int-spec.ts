import { OverdueTaskEndedV1 } from '@lib/contracts/events/isolation/overdue-task-ended.v1';
import { TaskOverdueV1 } from '@lib/contracts/events/isolation/task-overdue.v1';
import { CampaignOpenedV1 } from '@lib/contracts/events/registration/campaign-opened.v1';
import { ResidencesToldV1 } from '@lib/contracts/events/registration/residences-told.v1';
import { DetectionRaisedV1 } from '@lib/contracts/events/lab/detection-raised.v1';
import { DetectionWithdrawnV1 } from '@lib/contracts/events/lab/detection-withdrawn.v1';
import { systemIds } from '@lib/platform';
import { eventually, foreignFacts, namespacedKafka, namespacedRedis, openRoom } from '@lib/testing';
import type { ForeignFacts, NamespacedKafka, NamespacedRedis, Room } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aDuty, putFullRoster, putRoster } from '../duty/duty-room.js';
import { NotificationModule } from '../notification.module.js';

let kafka: NamespacedKafka;
let redis: NamespacedRedis;
let facts: ForeignFacts;
let room: Room;

const home = '330105';

beforeAll(async () => {
  kafka = namespacedKafka();
  redis = await namespacedRedis(kafka.namespace);
  facts = foreignFacts(kafka);
  const env = { BULOU_NAMESPACE: kafka.namespace, REDIS_URL: redis.url };
  room = await openRoom({ app: 'notification', schema: 'notification', module: NotificationModule, env });
  await putFullRoster(room, home);
  await putRoster(room, [
    aDuty('sampling-squad', home, 'squad-1'),
    aDuty('community-cadre', home, 'cadre-1'),
    aDuty('community-cadre', home, 'cadre-of-village', { placeCode: '330105001002' }),
  ]);
});

afterAll(async () => {
  await room?.close();
  await facts?.close();
  await redis?.drop();
  await kafka?.drop();
});

interface Row {
  readonly dispatch_id: string;
  readonly slot: string;
  readonly kind: string;
  readonly district_code: string;
  readonly owner_role: string;
  readonly owner_person: string | null;
  readonly received_at: Date | null;
  readonly ended_at: Date | null;
  readonly rung: number;
  readonly call: number;
  readonly told_call: number;
}

let serial = 0;
const nextTube = () => writeTubeBarcode('23', (serial += 1));
const person = (position: number) => ({ position, subjectKind: 'person' as const, subjectId: systemIds.uuid4() });
const rowsOf = (tubeId: string) =>
  room.postgres.admin<Row>(
    `select d.* from notification.dispatches d join notification.escalations e using (escalation_id)
      where e.tube_id = $1 order by d.slot`,
    [tubeId],
  );
const bySlot = async (tubeId: string) => new Map((await rowsOf(tubeId)).map((row) => [row.slot, row]));

async function raised(content: Record<string, unknown> = {}) {
  const tubeId = nextTube();
  const members = [person(1), person(2)];
  await facts.tell(DetectionRaisedV1, { tubeId, members, ...content });
  await eventually(async () => {
    const rows = await rowsOf(tubeId);
    return rows.length > 0 && rows.every((row) => row.received_at !== null);
  });
  return { tubeId, members };
}

const tellResidences = (tubeId: string, people: readonly { subjectId: string }[], codes: readonly (string | null)[]) =>
  facts.tell(ResidencesToldV1, {
    tubeId,
    residences: people.map(({ subjectId }, index) => ({
      participantId: subjectId,
      divisionCode: codes[index] ?? null,
    })),
  });

describe('a detection', () => {
  test('goes at once to the sampling squad, the community and the police, each with an owner, and is received', async () => {
    const { tubeId } = await raised();
    const rows = await rowsOf(tubeId);
    expect(rows.map(({ slot, kind, owner_person }) => [slot, kind, owner_person])).toEqual([
      ['community:site', 'community', 'cadre-1'],
      ['police-liaison', 'police-liaison', 'district-liaison-1'],
      ['sampling-squad', 'sampling-squad', 'squad-1'],
    ]);
  });

  test('told of its people’s residences goes to each community once, and in copy to the site’s', async () => {
    const { tubeId, members } = await raised();
    await tellResidences(tubeId, members, ['330105001002', '330106003001']);
    await tellResidences(tubeId, members, ['330105001002', '330106003001']);
    const rows = await eventually(async () => {
      const found = await bySlot(tubeId);
      return found.size === 5 && found;
    });
    expect(rows.get('community:site')?.kind).toBe('community-copy');
    expect(rows.get('community:330105001002')).toMatchObject({ kind: 'community', owner_person: 'cadre-of-village' });
    // Nobody is rostered in the other district: the command centre answers until somebody is.
    expect(rows.get('community:330106003001')).toMatchObject({
      district_code: '330106',
      owner_role: 'command-centre',
      owner_person: 'command-centre-1',
    });
  });

  test('of somebody without a residence stays with the site’s community', async () => {
    const { tubeId, members } = await raised();
    await tellResidences(tubeId, members, ['330105001002', null]);
    const rows = await eventually(async () => {
      const found = await bySlot(tubeId);
      return found.size === 4 && found;
    });
    expect(rows.get('community:site')?.kind).toBe('community');
  });

  test('whose residences were told before it came opens all of its dispatches at once', async () => {
    const tubeId = nextTube();
    const members = [person(1)];
    await tellResidences(tubeId, members, ['330105001002']);
    await eventually(async () => {
      const known = await room.postgres.admin('select 1 from notification.residences where tube_id = $1', [tubeId]);
      return known.length === 1;
    });
    await facts.tell(DetectionRaisedV1, { tubeId, members });
    const rows = await eventually(async () => {
      const found = await bySlot(tubeId);
      return found.size > 0 && found;
    });
    expect(rows.get('community:330105001002')?.kind).toBe('community');
    expect(rows.get('community:site')?.kind).toBe('community-copy');
  });

  test('that is withdrawn needs nobody any more', async () => {
    const { tubeId } = await raised();
    await facts.tell(DetectionWithdrawnV1, { tubeId });
    await eventually(async () => (await rowsOf(tubeId)).every((row) => row.ended_at !== null));
  });
});

describe('the ladder of a dispatch', () => {
  test('climbs while nobody takes it, and whoever is called next is told too', async () => {
    const campaignId = systemIds.uuid7();
    await facts.tell(CampaignOpenedV1, { campaignId, timeScale: 100, kind: 'drill' });
    const { tubeId } = await raised({ campaignId });
    const squad = await eventually(
      async () => {
        const row = (await bySlot(tubeId)).get('sampling-squad');
        return row !== undefined && row.rung >= 2 && row.told_call === row.call && row;
      },
      { withinMs: 20_000 },
    );
    const calls = await room.postgres.admin<{ role: string; person: string | null; reason: string }>(
      'select role, person, reason from notification.dispatch_calls where dispatch_id = $1 order by call limit 3',
      [squad.dispatch_id],
    );
    expect(calls).toEqual([
      { role: 'sampling-squad', person: 'squad-1', reason: 'opened' },
      { role: 'cdc-duty', person: 'cdc-duty-1', reason: 'nobody-took-it' },
      { role: 'district-liaison', person: 'district-liaison-1', reason: 'nobody-took-it' },
    ]);
  });
});

describe('a task past its clock', () => {
  const ofTask = (taskId: string) =>
    room.postgres.admin<Row & { ended_reason: string | null }>(
      'select * from notification.dispatches where task_id = $1 order by opened_at',
      [taskId],
    );

  test('calls whoever is on duty for its owner’s role, climbs with its silence, and ends with the task', async () => {
    const taskId = systemIds.uuid7();
    const overdue = { taskId, ownerRole: 'community-cadre' as const };
    await facts.tell(TaskOverdueV1, { ...overdue, level: 1 });
    await eventually(async () => (await ofTask(taskId))[0]?.told_call === 1);
    expect((await ofTask(taskId))[0]).toMatchObject({ kind: 'overdue-task', owner_person: 'cadre-1', rung: 0 });

    await facts.tell(TaskOverdueV1, { ...overdue, level: 2 });
    await eventually(async () => (await ofTask(taskId))[0]?.owner_person === 'district-liaison-1');

    await facts.tell(OverdueTaskEndedV1, { taskId, how: 'moved' });
    await eventually(async () => (await ofTask(taskId))[0]?.ended_reason === 'task-moved');

    // A later clock that is missed as well is another call, from the first rung.
    await facts.tell(TaskOverdueV1, { ...overdue, level: 1, dueAt: '2026-11-21T10:00:00.000Z' });
    const again = await eventually(async () => {
      const rows = await ofTask(taskId);
      return rows.length === 2 && rows;
    });
    expect(again[1]).toMatchObject({ owner_person: 'cadre-1', ended_at: null });
  });

  test('of a role that nobody is rostered for goes to the liaison of the district', async () => {
    const taskId = systemIds.uuid7();
    await facts.tell(TaskOverdueV1, { taskId, ownerRole: 'lab-supervisor' });
    await eventually(async () => (await ofTask(taskId))[0]?.owner_person === 'district-liaison-1');
  });
});

describe('what rings', () => {
  test('is one notice for each call, in the ledger of notices', async () => {
    const { tubeId } = await raised();
    const rows = await rowsOf(tubeId);
    const notices = await room.postgres.admin<{ kind: string; cause_id: string }>(
      `select * from notification.notices where cause_kind = 'dispatch' and cause_id = any($1::text[])`,
      [rows.map((row) => row.dispatch_id)],
    );
    expect(notices.map(({ kind }) => kind)).toEqual(['dispatch', 'dispatch', 'dispatch']);
  });
});
