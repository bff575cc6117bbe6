import { DetectionRaisedV1 } from '@lib/contracts/events/lab/detection-raised.v1';
import { ResidencesToldV1 } from '@lib/contracts/events/registration/residences-told.v1';
import { systemIds } from '@lib/platform';
import { eventually, foreignFacts, namespacedKafka, namespacedRedis, openRoom } from '@lib/testing';
import type { ForeignFacts, NamespacedKafka, NamespacedRedis, Room } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aDuty, putFullRoster, putRoster } from '../duty/duty-room.js';
import { NotificationModule } from '../notification.module.js';

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
  await putFullRoster(room, '330105');
  await putRoster(room, [aDuty('sampling-squad', '330105', 'squad-1'), aDuty('community-cadre', '330105', 'cadre-1')]);
});

afterAll(async () => {
  await room?.close();
  await facts?.close();
  await redis?.drop();
  await kafka?.drop();
});

const pools = 1_000;
const perPool = 10;

interface Figures {
  readonly dispatches: number;
  readonly ownerless: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

const spread = (q: number) =>
  `percentile_cont(${q}) within group (order by extract(epoch from d.received_at - $1::timestamptz))::float8`;
/** Seconds from the first detection of the wave until each dispatch was received: what waits in the brokers counts too. */
const figures = async (begunAt: Date) =>
  (
    await room.postgres.admin<Figures>(
      `select count(*)::int as dispatches, count(*) filter (where d.owner_role is null)::int as ownerless,
              ${spread(0.5)} as p50, ${spread(0.95)} as p95, ${spread(0.99)} as p99
         from notification.dispatches d where d.received_at is not null`,
      [begunAt],
    )
  )[0]!;

// How long it takes is for `drill alarms` on a quiet machine (docs/DRILLS.md); what it took here is printed.
test('a thousand detected pools at once: every receiver of each is told, and each has an owner', async () => {
  const tubes = Array.from({ length: pools }, (_, index) => {
    const members = Array.from({ length: perPool }, (__, place) => {
      return { position: place + 1, subjectKind: 'person' as const, subjectId: systemIds.uuid4() };
    });
    return { tubeId: writeTubeBarcode('28', index + 1), members };
  });
  const [clock] = await room.postgres.admin<{ now: Date }>('select clock_timestamp() as now');
  const begunAt = clock!.now;
  await facts.publish(tubes.map((tube) => facts.message(DetectionRaisedV1, tube)));
  // The communities of the actual addresses: two for each pool.
  await facts.publish(
    tubes.map(({ tubeId, members }) =>
      facts.message(ResidencesToldV1, {
        tubeId,
        residences: members.map(({ subjectId, position }) => {
          return { participantId: subjectId, divisionCode: position > 5 ? '330105001002' : '330105002003' };
        }),
      }),
    ),
  );
  const expected = pools * 5;
  const told = await eventually(
    async () => {
      const now = await figures(begunAt);
      return now.dispatches === expected && now;
    },
    { withinMs: 60_000, everyMs: 200 },
  );
  process.stdout.write(`${JSON.stringify(told)}\n`);
  expect(told.ownerless).toBe(0);
}, 120_000);
