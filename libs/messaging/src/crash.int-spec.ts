import { type BusBench, eventually, openBusBench, spawnChild } from '@lib/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

let bench: BusBench;
beforeEach(async () => {
  bench = await openBusBench();
});
afterEach(() => bench.close());

const child = (name: string) => new URL(`../../testing/src/children/${name}.ts`, import.meta.url);

describe('a process killed while it writes', () => {
  test('has lost nothing that it answered, and left no event without its row nor a row without its event', async () => {
    const { database, postgres } = bench.room;
    const writer = spawnChild(child('count-for-ever'), { url: postgres.url });
    await writer.untilLine('answered probe-400');
    await writer.kill();
    const answered = writer.lines.filter((line) => line.startsWith('answered ')).map((line) => line.slice(9));
    const rows = new Set((await database.query<{ id: string }>('select id from probes')).map((row) => row.id));
    expect(answered.filter((id) => !rows.has(id))).toEqual([]);
    const halves = await database.query(
      `select probes.id, aggregateid from probes full join outbox on aggregateid = probes.id
        where probes.id is null or aggregateid is null`,
    );
    expect(halves).toEqual([]);
    expect(answered.length).toBeGreaterThanOrEqual(400);
  });
});

describe('a consumer killed while it applies', () => {
  test('leaves to the next one what it had not applied, and nothing is applied twice or out of order', async () => {
    const sequences = Array.from({ length: 3_000 }, (_, n) => n + 1);
    for (let from = 0; from < sequences.length; from += 500) {
      await bench.send(...sequences.slice(from, from + 500).map((n) => bench.message(n % 2 ? 'odd' : 'even', n)));
    }
    for (let kills = 0; kills < 2; kills += 1) {
      const consumer = spawnChild(child('copy-probes'), { url: bench.room.postgres.url, kafka: bench.kafka.settings });
      await consumer.untilLine('applying');
      await consumer.kill();
    }
    bench.group.start();
    await bench.untilApplied(
      'odd',
      sequences.filter((n) => n % 2),
    );
    await bench.untilApplied(
      'even',
      sequences.filter((n) => n % 2 === 0),
    );
  });
});

describe('a consumer that kafkajs gives up for good', () => {
  test('ends its process, so that the supervisor starts it again', async () => {
    const consumer = spawnChild(child('copy-probes'), {
      url: bench.room.postgres.url,
      kafka: bench.kafka.settings,
      isBroken: true,
    });
    await consumer.untilLine('started');
    await bench.send(bench.message('k', 1));
    expect(await consumer.ended()).toBe(1);
  });
});

describe('a database that goes away and comes back', () => {
  test('delays events and blames none of them', async () => {
    bench.group.start();
    await bench.send(bench.message('k', 1));
    await bench.untilApplied('k', [1]);
    const { admin, database } = bench.room.postgres;
    const login = `${database}_batching`;
    await admin(`alter role ${login} nologin`);
    await admin(`select pg_terminate_backend(pid) from pg_stat_activity where usename = $1`, [login]);
    await bench.send(bench.message('k', 2), bench.message('k', 3));
    const waits = () => bench.complaints.includes('a chunk waits for the database');
    await eventually(waits);
    await admin(`alter role ${login} login`);
    await bench.untilApplied('k', [1, 2, 3]);
    expect(await bench.parkedKeys.list()).toEqual([]);
  });
});
