import { JobQueue, Publisher, type StoredMessage } from '@lib/messaging';
import { eventually, namespacedKafka, type NamespacedKafka, namespacedRedis } from '@lib/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dumpTopics } from './topic-dump.js';

const topics = [
  { name: 'bulou.tube', partitions: 3 },
  { name: 'bulou.result', partitions: 2 },
];

describe('the dump of topics', () => {
  let kafka: NamespacedKafka;
  let publisher: Publisher;

  beforeAll(() => {
    kafka = namespacedKafka();
    publisher = new Publisher(kafka.settings, topics);
  });

  afterAll(async () => {
    await publisher.close();
    await kafka.drop();
  });

  const message = (topic: string, key: string, id: number) => ({
    topic,
    key,
    headers: { ce_id: `${id}`, ce_sequence: `${id}` },
    value: `{"number":${id}}`,
  });

  const dump = async (names: readonly string[]) => {
    const found: StoredMessage[] = [];
    const count = await dumpTopics(kafka.settings, names, (stored) => found.push(stored));
    return { count, found };
  };

  test('of topics that do not exist or are empty is empty', async () => {
    expect(await dump(['bulou.tube', 'bulou.nowhere'])).toEqual({ count: 0, found: [] });
  });

  test('holds every message once, in order per key, with key, headers and value', async () => {
    const sent = Array.from({ length: 200 }, (_, index) => message('bulou.tube', `tube-${index % 7}`, index));
    await publisher.publish([...sent, message('bulou.result', 'tube-1', 999)]);
    const { count, found } = await dump(['bulou.tube', 'bulou.result']);
    expect(count).toBe(201);
    expect(found.map(({ headers }) => Number(headers['ce_id'])).toSorted((a, b) => a - b)).toEqual([
      ...sent.map((_, index) => index),
      999,
    ]);
    const ofOneKey = found.filter(({ topic, key }) => topic === 'bulou.tube' && key === 'tube-3');
    expect(ofOneKey.map(({ headers }) => Number(headers['ce_sequence']))).toEqual(
      sent.map((_, index) => index).filter((index) => index % 7 === 3),
    );
    expect(found.find(({ topic }) => topic === 'bulou.result')).toMatchObject({
      key: 'tube-1',
      value: '{"number":999}',
    });
  });

  test('can be taken again, and leaves no group behind', async () => {
    expect((await dump(['bulou.tube'])).count).toBe((await dump(['bulou.tube'])).count);
  });
});

describe('the dump of a queue', () => {
  test('names every job with its state and payload', async () => {
    const redis = await namespacedRedis();
    const queue = JobQueue.for('isolation-open-case', { redisUrl: redis.url, namespace: redis.namespace });
    await eventually(async () => (await queue.add('esc-1-a1', 'open-case.v1', { tubeId: 't1' })).isQueued);
    expect(await queue.dump(['waiting', 'failed'])).toEqual([
      { id: 'esc-1-a1', name: 'open-case.v1', state: 'waiting', payload: { tubeId: 't1' } },
    ]);
    expect(await queue.dump(['failed', 'completed', 'delayed', 'active'])).toEqual([]);
    await queue.close();
    await redis.drop();
  });
});
