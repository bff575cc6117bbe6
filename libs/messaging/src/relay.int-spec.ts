import { type BusBench, eventually, openBusBench, probeChange } from '@lib/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keepPartitions } from './outbox-partitions.js';
import type { StoredMessage } from './admin.js';
import type { OutboundMessage } from './publisher.js';
import { type MessageSink, Relay } from './relay.js';
import { replayOutbox } from './replay-outbox.js';
import { dumpTopics } from './topic-dump.js';

let bench: BusBench;
const relays: Relay[] = [];
beforeEach(async () => {
  bench = await openBusBench();
});
afterEach(async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.stop()));
  await bench.close();
});

function startRelay(sink: MessageSink = bench.publisher): Relay {
  const relay = new Relay({ database: bench.room.database, sink, producer: 'batching' });
  relay.start();
  relays.push(relay);
  return relay;
}

const count = (id: string) => bench.room.store.change(id, (states) => probeChange(id, states));

async function unpublished(): Promise<number> {
  const [row] = await bench.room.database.query<{ n: number }>(
    'select count(*)::int as n from outbox where published_at is null',
  );
  return row?.n ?? -1;
}

describe('the relay', () => {
  test('carries committed events to the topic in the order of each key, with their CloudEvents headers', async () => {
    startRelay();
    bench.group.start();
    await Promise.all(Array.from({ length: 700 }, (_, n) => count(`k${n % 7}`)));
    const hundred = Array.from({ length: 100 }, (_, n) => n + 1);
    for (let n = 0; n < 7; n += 1) await bench.untilApplied(`k${n}`, hundred);
    expect(await unpublished()).toBe(0);
    expect(await bench.parkedKeys.list()).toEqual([]);

    const seen: StoredMessage[] = [];
    expect(await dumpTopics(bench.kafka.settings, ['bulou.probe'], (message) => seen.push(message))).toBe(700);
    const [first] = seen.filter((message) => message.key === 'k3');
    expect(first).toMatchObject({
      value: expect.stringContaining('"probeId": "k3"'),
      headers: {
        ce_specversion: '1.0',
        ce_type: 'batching.probe-counted.v1',
        ce_source: '/bulou/batching',
        ce_subject: 'k3',
        ce_sequence: '1',
        'content-type': 'application/json',
      },
    });
  });

  test('sends an event that was committed late under a lower position', async () => {
    startRelay();
    bench.group.start();
    const { database, outbox } = bench.room;
    const appended = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const slow = database.transaction(async (tx) => {
      await outbox.append(tx, probeChange('early', new Map()).events ?? []);
      appended.resolve();
      await gate.promise;
    });
    await appended.promise;
    await count('late');
    await bench.untilApplied('late', [1]);
    gate.resolve();
    await slow;
    await bench.untilApplied('early', [1]);
    const rows = await database.query<{ aggregateid: string }>('select aggregateid from outbox order by position');
    expect(rows.map((row) => row.aggregateid)).toEqual(['early', 'late']);
  });

  test('leaves events in the outbox while the brokers are away and sends them in order when they return', async () => {
    let isAway = true;
    const sent: OutboundMessage[] = [];
    startRelay({
      publish: async (messages) => {
        if (isAway) throw new Error('no broker');
        sent.push(...messages);
        await bench.publisher.publish(messages);
      },
    });
    for (let n = 0; n < 5; n += 1) await count('patient');
    expect(await unpublished()).toBe(5);
    isAway = false;
    bench.group.start();
    await bench.untilApplied('patient', [1, 2, 3, 4, 5]);
    expect(sent.map((message) => message.headers['ce_sequence'])).toEqual(['1', '2', '3', '4', '5']);
    expect(await unpublished()).toBe(0);
  });

  test('that dies between sending and marking sends again, and the event is applied once', async () => {
    let isFirst = true;
    startRelay({
      publish: async (messages) => {
        await bench.publisher.publish(messages);
        if (isFirst) {
          isFirst = false;
          throw new Error('killed before the mark');
        }
      },
    });
    bench.group.start();
    await count('marked');
    await count('marked');
    await bench.untilApplied('marked', [1, 2]);
    await eventually(async () => (await unpublished()) === 0);
    expect(await bench.applied('marked')).toEqual([1, 2]);
  });

  test('sends from one process only, and from another when that one ends', async () => {
    const bySecond: string[] = [];
    const first = startRelay();
    await count('shared');
    await eventually(async () => (await unpublished()) === 0);
    startRelay({ publish: async (messages) => void bySecond.push(...messages.map((message) => message.key)) });
    await count('shared');
    await eventually(async () => (await unpublished()) === 0);
    expect(bySecond).toEqual([]);
    await first.stop();
    await count('shared');
    await eventually(() => bySecond.length === 1);
  });

  test('goes on when its connection to the database is cut', async () => {
    startRelay();
    await count('cut');
    await eventually(async () => (await unpublished()) === 0);
    await bench.room.postgres.admin(
      `select pg_terminate_backend(lock.pid) from pg_locks as lock join pg_database as own on own.oid = lock.database
        where lock.locktype = 'advisory' and own.datname = $1`,
      [bench.room.postgres.database],
    );
    await count('cut');
    await eventually(async () => (await unpublished()) === 0);
  });

  test('splits what is too large for one record batch', async () => {
    startRelay();
    const by = 'x'.repeat(200_000);
    const sizes = Array.from({ length: 12 }, (_, n) => n + 1);
    const countHeavily = () =>
      bench.room.store.change('heavy', (states) => {
        const change = probeChange('heavy', states);
        const events = (change.events ?? []).map((event) => ({ ...event, content: { ...event.content, by } }));
        return { ...change, events };
      });
    await Promise.all(sizes.map(countHeavily));
    bench.group.start();
    await bench.untilApplied('heavy', sizes);
  });
});

describe('the outbox', () => {
  test('rebuilds a topic that was wiped, and nothing is applied a second time', async () => {
    startRelay();
    bench.group.start();
    for (let n = 0; n < 3; n += 1) await count('wiped');
    await bench.untilApplied('wiped', [1, 2, 3]);
    await bench.group.stop();
    await bench.kafka.admin.deleteTopics(['bulou.probe']);
    await eventually(async () => !(await bench.kafka.admin.topicNames()).includes('bulou.probe'));
    await eventually(() => bench.kafka.admin.ensureTopics([{ name: 'bulou.probe', partitions: 3 }]).then(() => true));

    expect(await replayOutbox(bench.room.database, ['bulou.probe'])).toBe(3);
    await eventually(async () => (await unpublished()) === 0, { withinMs: 30_000 });
    await bench.room.database.query(`delete from probe_copies`);
    bench.group = bench.newGroup();
    bench.group.start();
    await count('wiped');
    await bench.untilApplied('wiped', [4]);
    const lags = await bench.kafka.admin.lagOf('copier', ['bulou.probe']);
    expect(lags.reduce((sum, { high }) => sum + high, 0n)).toBe(4n);
  });

  test('gets partitions for the coming days and drops those that are over and published', async () => {
    const { database, postgres } = bench.room;
    await keepPartitions(database);
    const partitions = async () =>
      (
        await database.query<{ name: string }>(
          `select relname as name from pg_inherits join pg_class on oid = inhrelid where inhparent = 'outbox'::regclass order by 1`,
        )
      ).map((row) => row.name);
    expect(await partitions()).toHaveLength(5);
    await count('today');
    const [row] = await database.query<{ home: string }>(`select tableoid::regclass::text as home from outbox`);
    expect(row?.home).toMatch(/^outbox_\d{8}$/);
    for (const day of ['20200101', '20200102']) {
      const from = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
      await postgres.admin(
        `create table batching.outbox_${day} partition of batching.outbox for values from ('${from} 00:00+00') to (timestamptz '${from} 00:00+00' + interval '24 hours');
         alter table batching.outbox_${day} owner to ${postgres.database}_batching`,
      );
    }
    await database.query(
      `insert into outbox (id, aggregatetype, aggregateid, aggregate_version, type, payload, recorded_at)
       values (gen_random_uuid(), 'probe', 'forgotten', 1, 'batching.probe-counted.v1', '{}', '2020-01-02 12:00+00')`,
    );
    await keepPartitions(database);
    expect(await partitions()).not.toContain('outbox_20200101');
    expect(await partitions()).toContain('outbox_20200102');
  });
});
