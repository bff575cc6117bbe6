import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { type Consumer, Kafka, Partitioners, type Producer } from 'kafkajs';
import { baselineConfig, resultTopic, testQueue, tubeTopic } from './baseline.config.js';

/** Producer, consumer and queue as their own guides show them. */
@Injectable()
export class Pipe implements OnApplicationShutdown {
  private readonly kafka = new Kafka({ clientId: 'baseline', brokers: baselineConfig.brokers });
  readonly producer: Producer = this.kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  readonly consumer: Consumer = this.kafka.consumer({ groupId: `${baselineConfig.namespace}-lab` });
  readonly redis = new Redis(baselineConfig.redisUrl, { maxRetriesPerRequest: null });
  readonly queue = new Queue(testQueue, { connection: this.redis });

  async connect(): Promise<void> {
    const admin = this.kafka.admin();
    await admin.connect();
    await admin.createTopics({ topics: [tubeTopic, resultTopic].map((topic) => ({ topic, numPartitions: 6 })) });
    await admin.disconnect();
    await this.producer.connect();
    await this.consumer.connect();
    await this.consumer.subscribe({ topic: tubeTopic, fromBeginning: true });
  }

  async send(topic: string, key: string, value: unknown): Promise<void> {
    await this.producer.send({ topic, messages: [{ key, value: JSON.stringify(value) }] });
  }

  /** Leaves nothing behind in Kafka and Redis: the run was a measurement. */
  async onApplicationShutdown(): Promise<void> {
    await this.consumer.disconnect();
    await this.producer.disconnect();
    await this.queue.obliterate({ force: true });
    await this.queue.close();
    this.redis.disconnect();
    const admin = this.kafka.admin();
    await admin.connect();
    await admin.deleteTopics({ topics: [tubeTopic, resultTopic] });
    await admin.disconnect();
  }
}
