import { DetectionRaisedV1 } from '@lib/contracts/events/lab/detection-raised.v1';
import { deliverDispatchJobId, DeliverDispatchV1 } from '@lib/contracts/jobs/deliver-dispatch.v1';
import { OpenCaseV1, openCaseJobId } from '@lib/contracts/jobs/open-case.v1';
import { JobQueue, JobWorker } from '@lib/messaging';
import { Database, systemIds } from '@lib/platform';
import { eventually, foreignFacts, namespacedKafka, namespacedRedis, openRoom } from '@lib/testing';
import type { ForeignFacts, NamespacedKafka, NamespacedRedis, Room } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { aDuty, putFullRoster, putRoster } from '../duty/duty-room.js';
import { NotificationModule } from '../notification.module.js';
import { DeliverDispatches } from './deliver-dispatches.handler.js';
import { DispatchNotices } from './dispatch-notices.js';
import { PageFailures } from './page-failures.store.js';
import { RingDispatches } from './ring-dispatches.handler.js';

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

interface Row {
  readonly dispatch_id: string;
  readonly slot: string;
  readonly attempt: number;
  readonly epoch: number;
  readonly call: number;
  readonly told_call: number;
}

let serial = 0;
const rowsOf = (tubeId: string) =>
  room.postgres.admin<Row>(
    `select d.* from notification.dispatches d join notification.escalations e using (escalation_id)
      where e.tube_id = $1 order by d.slot`,
    [tubeId],
  );
async function told(): Promise<{ tubeId: string; rows: Row[] }> {
  const tubeId = writeTubeBarcode('26', (serial += 1));
  await facts.tell(DetectionRaisedV1, { tubeId });
  const rows = await eventually(async () => {
    const found = await rowsOf(tubeId);
    return found.length > 0 && found.every((row) => row.told_call === row.call) && found;
  });
  return { tubeId, rows };
}

/** Puts a dispatch back to where its last call is not told, as a crash before the commit leaves it. */
const forget = ({ dispatch_id }: Row) =>
  room.postgres.admin(
    `update notification.dispatches set told_call = told_call - 1, queued_at = clock_timestamp(), called_at = clock_timestamp()
      where dispatch_id = $1`,
    [dispatch_id],
  );
/** Counts from now on how often the channels are asked to tell of this dispatch: the side effect behind the fence. */
function countTellings({ dispatch_id }: Row): () => number {
  const asked = vi.spyOn(room.service.app.get(DispatchNotices), 'request');
  const count = () =>
    asked.mock.calls.flatMap(([, calls]) => calls).filter((one) => one.dispatchId === dispatch_id).length;
  const before = count();
  return () => count() - before;
}
const rowNow = async ({ dispatch_id }: Row): Promise<Row> => {
  const [row] = await room.postgres.admin<Row>('select * from notification.dispatches where dispatch_id = $1', [
    dispatch_id,
  ]);
  return row!;
};
const pagesOf = ({ dispatch_id }: Row) =>
  room.postgres.admin<{ person: string | null; role: string }>(
    `select role, person from notification.dispatch_calls where dispatch_id = $1 and reason = 'job-failed'`,
    [dispatch_id],
  );

const noticesAbout = (causeId: string, kind: string) =>
  room.postgres.admin(
    'select to_role, to_person from notification.notices where cause_id = $1 and kind = $2 order by cause_version',
    [causeId, kind],
  );

describe('workers that hold one job at the same instant', () => {
  test('act once between them', async () => {
    const { rows } = await told();
    const [row] = rows;
    const tellings = countTellings(row!);
    await forget(row!);
    const [database, notices] = [room.service.app.get(Database), room.service.app.get(DispatchNotices)];
    const workers = [1, 2, 3].map(() => new DeliverDispatches(database, notices));
    const job = { dispatchId: row!.dispatch_id, epoch: row!.epoch };
    const outcomes = await Promise.all(workers.map((worker) => worker.run(job)));
    expect((await rowNow(row!)).epoch).toBe(row!.epoch + 1);
    expect(outcomes.toSorted()).toEqual(['known', 'known', 'told']);
    expect(tellings()).toBe(1);
  });
});

describe('a dispatch that somebody took before its last call was told', () => {
  test('rings for nobody: its job, the watch and a page leave it alone', async () => {
    const { rows } = await told();
    const row = rows.find(({ slot }) => slot === 'sampling-squad')!;
    const as = { sub: 'squad-2', role: 'sampling-squad' as const, scope: { district: '330105' } };
    const take = room.call('POST', `/v1/dispatches/${row.dispatch_id}/take`, { as, body: {}, key: systemIds.uuid4() });
    expect((await take).status).toBe(200);
    const tellings = countTellings(row);
    await forget(row);
    // It has waited for longer than the queue may be away.
    await room.postgres.admin(
      `update notification.dispatches set called_at = called_at - interval '1 minute', queued_at = queued_at - interval '1 minute'
        where dispatch_id = $1`,
      [row.dispatch_id],
    );
    const { app } = room.service;
    const job = { dispatchId: row.dispatch_id, epoch: row.epoch };
    expect(await app.get(DeliverDispatches).run(job)).toBe('known');
    await app.get(RingDispatches).reconcile();
    expect(await app.get(PageFailures).pageDispatches([row.dispatch_id])).toBe(0);
    expect(tellings()).toBe(0);
    expect(await rowNow(row)).toMatchObject({ attempt: row.attempt, epoch: row.epoch, call: row.call });
  });
});

describe('a job that failed for good', () => {
  test('of a dispatch comes back under a new id and pages the liaison, once', async () => {
    const { rows } = await told();
    const [row] = rows;
    const queue = JobQueue.for(DeliverDispatchV1.queue, { redisUrl: redis.url, namespace: kafka.namespace });
    // A payload that no worker of this version reads fails at once and for good.
    const id = deliverDispatchJobId(row!.dispatch_id, row!.attempt + 1);
    await queue.add(id, DeliverDispatchV1.type, { broken: true });
    await eventually(async () => (await queue.state(id)) === 'failed');
    await forget(row!);
    await room.postgres.admin('update notification.dispatches set attempt = attempt + 1 where dispatch_id = $1', [
      row!.dispatch_id,
    ]);
    const after = await eventually(
      async () => {
        const now = await rowNow(row!);
        return now.told_call === now.call && now.attempt > row!.attempt + 1 && now;
      },
      { withinMs: 25_000 },
    );
    expect(await pagesOf(row!)).toEqual([{ role: 'district-liaison', person: 'district-liaison-1' }]);
    expect(after.call).toBe(2);
    expect(await noticesAbout(row!.dispatch_id, 'job-failed')).toEqual([
      { to_role: 'district-liaison', to_person: 'district-liaison-1' },
    ]);
    await queue.close();
  }, 40_000);

  test('of an alert comes back under a new id and pages the liaison too', async () => {
    const settings = { redisUrl: redis.url, namespace: kafka.namespace };
    const queue = JobQueue.for(OpenCaseV1.queue, settings);
    const { tubeId } = await told();
    const [alert] = await room.postgres.admin<{ escalation_id: string }>(
      'select escalation_id from notification.escalations where tube_id = $1',
      [tubeId],
    );
    const first = openCaseJobId(alert!.escalation_id, 1);
    const isFirst = (id: string) => id === first;
    const worker = new JobWorker(
      OpenCaseV1.queue,
      async ({ id }) => {
        if (isFirst(id)) throw new Error('this worker breaks over the first attempt, each time');
        await new Promise(() => undefined);
      },
      settings,
    );
    await eventually(async () => (await queue.state(first)) === 'failed', { withinMs: 20_000 });
    await eventually(async () => (await queue.state(openCaseJobId(alert!.escalation_id, 2))) !== 'missing', {
      withinMs: 20_000,
    });
    const pages = await room.postgres.admin(
      `select role from notification.calls where escalation_id = $1 and reason = 'job-failed'`,
      [alert!.escalation_id],
    );
    expect(pages).toEqual([{ role: 'district-liaison' }]);
    expect(await noticesAbout(alert!.escalation_id, 'job-failed')).toEqual([
      { to_role: 'district-liaison', to_person: 'district-liaison-1' },
    ]);
    void worker.stop();
    await queue.close();
  }, 60_000);
});

describe('a Redis that forgets everything in the middle', () => {
  test('costs no call: every one is told from its row', async () => {
    const tubes = Array.from({ length: 200 }, () => writeTubeBarcode('27', (serial += 1)));
    await facts.publish(tubes.map((tubeId) => facts.message(DetectionRaisedV1, { tubeId })));
    const open = async () =>
      (
        await room.postgres.admin<{ open: number; all: number }>(
          `select count(*) filter (where told_call < call)::int as open, count(*)::int as all
             from notification.dispatches d join notification.escalations e using (escalation_id)
            where e.tube_id = any($1::text[])`,
          [tubes],
        )
      )[0]!;
    await eventually(async () => (await open()).all > 50, { withinMs: 20_000 });
    await redis.flush();
    await eventually(async () => (await open()).all === 600 && (await open()).open === 0, { withinMs: 40_000 });
    const [doubled] = await room.postgres.admin<{ n: number }>(
      `select count(*)::int as n from (select cause_id, cause_version from notification.notices
         group by 1, 2, to_role, to_person having count(*) > 1) twice`,
    );
    expect(doubled?.n).toBe(0);
  }, 60_000);
});
