import { DetectionRaisedV1 } from '@lib/contracts/events/lab/detection-raised.v1';
import { systemIds } from '@lib/platform';
import { eventually, openHouse } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { afterAll, expect, test } from 'vitest';

const house = await openHouse('notification', 'isolation');
const { facts, postgres, redis, countOf } = house;

afterAll(() => house.close());

let serial = 0;
const detection = (persons: number) =>
  facts.message(DetectionRaisedV1, {
    tubeId: writeTubeBarcode('21', (serial += 1)),
    members: Array.from({ length: persons }, (_, index) => ({
      position: index + 1,
      subjectKind: 'person',
      subjectId: systemIds.uuid4(),
    })),
  });

const acknowledged = () => countOf(`notification.escalations where state = 'acknowledged'`);

test('a thousand pending escalations survive a flushed Redis and are each acknowledged exactly once', async () => {
  const [escalations, persons] = [1_000, 2];
  const notification = await house.start('notification');
  await facts.publish(Array.from({ length: escalations }, () => detection(persons)));
  const queued = () => countOf(`notification.escalations where state = 'queued'`);
  await eventually(async () => (await queued()) === escalations, { withinMs: 30_000 });

  await redis.flush();
  await house.start('isolation');
  await eventually(async () => (await acknowledged()) > 100, { withinMs: 60_000 });
  await redis.flush();
  await eventually(async () => (await acknowledged()) === escalations, { withinMs: 60_000, everyMs: 100 });

  expect(await countOf('isolation.cases')).toBe(escalations * persons);
  expect(await countOf(`isolation.outbox where type = 'isolation.case-opened.v1'`)).toBe(escalations * persons);
  expect(await countOf(`notification.outbox where type = 'notification.escalation-acknowledged.v1'`)).toBe(escalations);
  expect(await countOf('notification.escalations where attempt < 2')).toBeLessThan(escalations);
  const [slowest] = await postgres.admin<{ seconds: number }>(
    'select max(extract(epoch from received_at - opened_at))::float as seconds from notification.escalations',
  );
  expect(slowest?.seconds).toBeLessThan(60);
  await notification.kill();
}, 180_000);

test('notification killed before it rings, and again while it rings anew, forgets no alarm and has none acknowledged twice', async () => {
  const before = await acknowledged();
  const first = await house.start('notification', { BULOU_FAILPOINT: 'escalation-committed@1' });
  await facts.publish([detection(1), detection(1), detection(1)]);
  expect(await first.ended()).toBe(-1);
  // Whatever the first one had rung for is gone too: the second claims a new attempt, and dies before it rings.
  await redis.flush();
  const second = await house.start('notification', { BULOU_FAILPOINT: 'attempt-claimed@1' });
  expect(await second.ended()).toBe(-1);
  const third = await house.start('notification');
  await eventually(async () => (await acknowledged()) === before + 3, { withinMs: 60_000 });
  const told = `notification.outbox where type = 'notification.escalation-acknowledged.v1'`;
  expect(await countOf(told)).toBe(before + 3);
  await third.kill();
}, 120_000);
