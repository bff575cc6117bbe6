import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type Job, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { DataSource } from 'typeorm';
import { baselineConfig, resultTopic, testQueue } from './baseline.config.js';
import { Result } from './entities.js';
import { Pipe } from './pipe.js';

/** The laboratory: each message becomes a job, each job a result, each result a message. */
@Injectable()
export class Lab implements OnApplicationShutdown {
  private worker: Worker | undefined;
  private readonly redis = new Redis(baselineConfig.redisUrl, { maxRetriesPerRequest: null });

  constructor(
    private readonly source: DataSource,
    private readonly pipe: Pipe,
  ) {}

  async start(): Promise<void> {
    this.worker = new Worker(testQueue, (job: Job<{ tubeId: string }>) => this.test(job.data.tubeId), {
      connection: this.redis,
      concurrency: 10,
    });
    await this.pipe.consumer.run({
      eachMessage: async ({ message }) => {
        const { tubeId } = JSON.parse(message.value?.toString() ?? '{}') as { tubeId: string };
        await this.pipe.queue.add('test', { tubeId }, { removeOnComplete: true });
      },
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.worker?.close();
    this.redis.disconnect();
  }

  private async test(tubeId: string): Promise<void> {
    const results = this.source.getRepository(Result);
    await results.save(results.create({ tubeId, finding: 'not-detected' }));
    await this.pipe.send(resultTopic, tubeId, { tubeId, finding: 'not-detected' });
  }
}
