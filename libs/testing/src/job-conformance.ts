import { JobQueue, type JobSettings, JobWorker, type ReceivedJob, silentLog } from '@lib/messaging';
import { Refusal } from '@lib/contracts/refusals';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { spawnChild } from './child-process.js';
import { eventually } from './eventually.js';
import { namespacedRedis, type NamespacedRedis } from './redis.js';

const queueName = 'isolation-open-case';
const hanging = new URL('./children/hang-over-job.ts', import.meta.url);
// So that the death of a worker is noticed in a second instead of half a minute.
const hasty = { lockMilliseconds: 1_000, stalledCheckMilliseconds: 300 };

class JobBench {
  readonly settings: JobSettings;
  readonly queue: JobQueue;
  readonly done: ReceivedJob[] = [];
  fault: (job: ReceivedJob) => void = () => undefined;
  readonly #workers: JobWorker[] = [];

  constructor(readonly redis: NamespacedRedis) {
    this.settings = { redisUrl: redis.url, namespace: redis.namespace, log: silentLog };
    this.queue = JobQueue.for(queueName, this.settings);
  }

  work(): JobWorker {
    const worker = new JobWorker(
      queueName,
      async (job) => {
        this.fault(job);
        this.done.push(job);
      },
      this.settings,
      hasty,
    );
    this.#workers.push(worker);
    return worker;
  }

  /** Adds once Redis is connected: the very first call may come too early, as it may in a starting service. */
  add(id: string, payload: object = { tubeId: id }): Promise<true> {
    return eventually(async () => (await this.queue.add(id, 'open-case.v1', payload)).isQueued);
  }

  untilDone(...ids: string[]): Promise<true> {
    return eventually(() => ids.every((id) => this.done.some((job) => job.id === id)), { withinMs: 20_000 });
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop()));
    await this.queue.close();
    await this.redis.drop();
  }
}

/** What every job queue keeps, whatever lies behind it: no job lost by a dying worker, none added under a used id. */
export function jobConformance(name: string): void {
  let bench: JobBench;
  beforeEach(async () => {
    bench = new JobBench(await namespacedRedis());
  });
  afterEach(() => bench.close());

  describe(`${name}: a job`, () => {
    test('reaches a worker with its id, name and payload', async () => {
      bench.work();
      await bench.add('esc-1-a1', { tubeId: '21000000001235' });
      await bench.untilDone('esc-1-a1');
      expect(bench.done).toEqual([
        { id: 'esc-1-a1', name: 'open-case.v1', payload: { tubeId: '21000000001235' }, attempt: 1 },
      ]);
      await eventually(async () => (await bench.queue.state('esc-1-a1')) === 'completed');
    });

    test('whose worker is killed twice is not lost', async () => {
      await bench.add('esc-2-a1');
      for (let kills = 0; kills < 2; kills += 1) {
        const worker = spawnChild(hanging, { queue: queueName, ...bench.settings, lockMilliseconds: 1_000 });
        await worker.untilLine('taken esc-2-a1');
        await worker.kill();
      }
      bench.work();
      await bench.untilDone('esc-2-a1');
    });

    test('that is added twice is worked once', async () => {
      await bench.add('esc-3-a1');
      await bench.add('esc-3-a1');
      bench.work();
      await bench.add('esc-3-a2');
      await bench.untilDone('esc-3-a1', 'esc-3-a2');
      expect(bench.done.map((job) => job.id)).toEqual(['esc-3-a1', 'esc-3-a2']);
    });

    test('that failed is not worked again under its id, and is under the id of a new attempt', async () => {
      bench.fault = () => {
        throw new Refusal('FORBIDDEN');
      };
      bench.work();
      await bench.add('esc-4-a1');
      await eventually(async () => (await bench.queue.state('esc-4-a1')) === 'failed');
      bench.fault = () => undefined;
      await bench.add('esc-4-a1');
      await bench.add('esc-4-a2');
      await bench.untilDone('esc-4-a2');
      expect(await bench.queue.state('esc-4-a1')).toBe('failed');
      expect(bench.done.map((job) => job.id)).toEqual(['esc-4-a2']);
    });

    test('that fails by a fault is tried again by itself', async () => {
      bench.fault = (job) => {
        if (job.attempt === 1) throw new TypeError('not yet');
      };
      bench.work();
      await bench.add('esc-5-a1');
      await bench.untilDone('esc-5-a1');
      expect(bench.done[0]?.attempt).toBe(2);
    });

    test('that Redis has forgotten is missing, and may be added again under the same id', async () => {
      await bench.add('esc-6-a1');
      expect(await bench.queue.find(['esc-6-a1', 'esc-7-a1'])).toEqual(
        new Map([
          ['esc-6-a1', 'waiting'],
          ['esc-7-a1', 'missing'],
        ]),
      );
      await bench.redis.flush();
      expect(await bench.queue.state('esc-6-a1')).toBe('missing');
      bench.work();
      await bench.add('esc-6-a1');
      await bench.untilDone('esc-6-a1');
    });

    test('reaches a worker that was waiting when Redis forgot everything', async () => {
      bench.work();
      await bench.add('esc-8-a1');
      await bench.untilDone('esc-8-a1');
      await bench.redis.flush();
      await bench.add('esc-9-a1');
      await bench.untilDone('esc-9-a1');
    });

    test.each(['esc:1', '17', ''])('cannot have the id "%s"', async (id) => {
      await expect(bench.queue.add(id, 'open-case.v1', {})).rejects.toThrow(/no job id/);
    });
  });

  describe(`${name}: a queue without its Redis`, () => {
    test('says within a second or so that it does not know, and throws nothing at who rings', async () => {
      // Port 9 is the discard port, where nothing listens.
      const away = JobQueue.for(queueName, { redisUrl: 'redis://127.0.0.1:9', namespace: 'away' });
      const began = performance.now();
      const outcome = await away.add('esc-1-a1', 'open-case.v1', {});
      expect(outcome).toMatchObject({ isQueued: false });
      await expect(away.state('esc-1-a1')).rejects.toThrow();
      expect(performance.now() - began).toBeLessThan(4_000);
      await away.close();
    });
  });
}
