import { Metrics, showNumbers } from '@lib/platform';
import { openProbeRoom } from '@lib/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pipeGauges } from './pipe-gauges.js';

let room: Awaited<ReturnType<typeof openProbeRoom>>;
const metrics = new Metrics('batching');
const value = async (name: string): Promise<number | undefined> => {
  const found = new RegExp(`^${name}\\{[^}]*\\} (.*)$`, 'm').exec(await metrics.text())?.[1];
  return found === undefined ? undefined : Number(found);
};

beforeAll(async () => {
  room = await openProbeRoom();
  showNumbers(metrics, room.database, [
    ...pipeGauges,
    { name: 'bulou_nonsense', help: 'cannot be had', sql: 'select value from no_such_table' },
  ]);
});
afterAll(() => room?.close());

describe('the numbers of the pipe', () => {
  test('are nothing while nothing waits', async () => {
    expect([await value('bulou_outbox_waiting'), await value('bulou_outbox_oldest_seconds')]).toEqual([0, 0]);
    expect(await value('bulou_parked_events')).toBe(0);
  });

  test('say how many facts wait, and for how long', async () => {
    await room.postgres.admin(
      `insert into batching.outbox (id, aggregatetype, aggregateid, aggregate_version, type, payload, headers, recorded_at)
       values (gen_random_uuid(), 'probe', 'p1', 1, 'batching.probe-counted.v1', '{}', '{}', clock_timestamp() - interval '40 seconds')`,
    );
    expect(await value('bulou_outbox_waiting')).toBe(1);
    expect(await value('bulou_outbox_oldest_seconds')).toBeGreaterThanOrEqual(40);
  });

  test('leave out what cannot be had, and show the rest', async () => {
    expect(await value('bulou_nonsense')).toBeUndefined();
    expect(await value('bulou_outbox_waiting')).toBe(1);
  });
});
