import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, jobConformance, namespacedRedis } from '@lib/testing';
import { describe, expect, test } from 'vitest';
import { assertNoEviction, producerConnection, workerConnection } from './redis-connection.js';

jobConformance('BullMQ');

describe('the connection', () => {
  test('of a worker waits for Redis for ever, that of a producer gives up at once', async () => {
    const redis = await namespacedRedis();
    const settings = { redisUrl: redis.url, namespace: redis.namespace };
    const [worker, producer] = [workerConnection(settings), producerConnection(settings)];
    expect(worker.options.maxRetriesPerRequest).toBeNull();
    expect(worker.options.commandTimeout).toBeUndefined();
    expect(producer.options).toMatchObject({
      maxRetriesPerRequest: 1,
      commandTimeout: 1_000,
      enableOfflineQueue: false,
    });
    worker.disconnect();
    producer.disconnect();
    await redis.drop();
  });
});

describe('a Redis that evicts keys', () => {
  test('ends the process that connects to it, because it would lose jobs without a word', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bulou-redis-'));
    const socket = join(folder, 's');
    const options = ['--port', '0', '--unixsocket', socket, '--save', '', '--maxmemory-policy', 'allkeys-lru'];
    const server = spawn('redis-server', options, { cwd: folder, stdio: 'ignore' });
    const reasons: string[] = [];
    const settings = { redisUrl: socket, namespace: 'evicting', end: (reason: string) => void reasons.push(reason) };
    const clients = [workerConnection(settings), producerConnection(settings)];
    await eventually(() => reasons.length === 2);
    expect(reasons[0]).toMatch(/allkeys-lru.*set it to noeviction/);
    for (const client of clients) client.disconnect();
    server.kill();
    await once(server, 'exit');
    await rm(folder, { recursive: true });
  });

  test('is none of those that these tests run on', async () => {
    const redis = await namespacedRedis();
    await expect(assertNoEviction(redis.client)).resolves.toBeUndefined();
    await redis.drop();
  });
});
