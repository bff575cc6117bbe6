import { topics } from '@lib/contracts/topics';
import { limits, CONFIG, Database, IDS, Log, type ServiceConfig, Shutdown, Metrics, showNumbers } from '@lib/platform';
import type { Ids } from '@lib/vocabulary';
import type { DynamicModule, OnApplicationBootstrap, Provider } from '@nestjs/common';
import { Inject, Injectable, Module } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { ConsumerGroup, type ConsumerGroupOptions } from './consumer.js';
import type { Delivery } from './delivery.js';
import { JobQueues } from './job-queues.js';
import type { KafkaSettings } from './kafka.js';
import { Outbox } from './outbox.js';
import { keepPartitions } from './outbox-partitions.js';
import { ParkedKeys } from './parked-keys.js';
import { pipeGauges } from './pipe-gauges.js';
import { ParkedKeysController } from './parked-keys.controller.js';
import { Publisher } from './publisher.js';
import type { EventHandler } from './received-event.js';
import { Relay } from './relay.js';

/** A class of the room, provided by the room's own module. */
export type EventHandlerClass = new (...dependencies: never[]) => EventHandler;

export interface MessagingOptions {
  readonly app: ServiceConfig['app'];
  /** Handlers of the group named like the app. */
  readonly handlers?: readonly EventHandlerClass[];
  /** Handlers of alarms, in a group of their own that waits for 20 ms at most. */
  readonly urgent?: readonly EventHandlerClass[];
}

const OPTIONS = Symbol('messaging options');
const DELIVERIES = Symbol('deliveries by consumer');

/** Starts and ends the pipe of one service. */
@Injectable()
class Pipe implements OnApplicationBootstrap {
  constructor(
    @Inject(OPTIONS) private readonly options: MessagingOptions,
    @Inject(CONFIG) private readonly config: ServiceConfig,
    @Inject(DELIVERIES) private readonly deliveries: Map<string, Delivery>,
    @Inject(Database) private readonly database: Database,
    @Inject(Log) private readonly log: Log,
    @Inject(Relay) private readonly relay: Relay,
    @Inject(Publisher) private readonly publisher: Publisher,
    @Inject(JobQueues) private readonly jobs: JobQueues,
    @Inject(Shutdown) private readonly shutdown: Shutdown,
    @Inject(ModuleRef) private readonly modules: ModuleRef,
    @Inject(Metrics) private readonly metrics: Metrics,
  ) {}

  /** Nothing here waits for Kafka or Redis: a service whose brokers are away takes in what it can. */
  onApplicationBootstrap(): void {
    const { app, handlers = [], urgent = [] } = this.options;
    showNumbers(this.metrics, this.database, pipeGauges);
    const lagOf = this.metrics.setter(
      'bulou_consumer_lag_events',
      'events not yet applied, by group, topic and partition',
      ['consumer', 'topic', 'partition'],
    );
    if (handlers.length > 0) this.#listen(app, handlers, { paceMilliseconds: limits.consumerPace.value }, lagOf);
    if (urgent.length > 0)
      this.#listen(`${app}-urgent`, urgent, { maxWaitMilliseconds: limits.fetchWaitUrgent.value }, lagOf);
    this.relay.start();
    this.shutdown.add('queues', 'jobs', () => this.jobs.close());
    this.shutdown.add('relay', 'relay', async () => {
      await this.relay.stop();
      await this.publisher.close();
    });
  }

  #listen(
    consumer: string,
    classes: readonly EventHandlerClass[],
    haste: Pick<ConsumerGroupOptions, 'maxWaitMilliseconds' | 'paceMilliseconds'>,
    lagOf: (labels: Readonly<Record<'consumer' | 'topic' | 'partition', string>>, events: number) => void,
  ): void {
    const group = new ConsumerGroup({
      kafka: kafkaSettings(this.config, this.log),
      topics,
      consumer,
      handlers: classes.map((handler) => this.#resolve(handler)),
      database: this.database,
      onLag: (topic, partition, events) => lagOf({ consumer, topic, partition: String(partition) }, events),
      ...haste,
    });
    const homeless = group.topics.filter((name) => !topics.some((topic) => topic.name === name));
    if (homeless.length > 0)
      throw new Error(`no such topic: ${homeless.join(', ')}; add it in libs/contracts/src/topics.ts`);
    this.deliveries.set(consumer, group.delivery);
    this.shutdown.add('consumers', consumer, () => group.stop());
    group.start();
  }

  #resolve(handler: EventHandlerClass): EventHandler {
    try {
      return this.modules.get<EventHandler>(handler, { strict: false });
    } catch {
      throw new Error(
        `${handler.name} listens to events but is no provider: add it to the module of ${this.options.app}`,
      );
    }
  }
}

/**
 * Gives a service its pipe: `Outbox` to tell facts, `Relay` to ring, `JobQueues`, `ParkedKeys` and `Publisher`, and
 * feeds its handlers. The handlers themselves are providers of the room's module.
 */
@Module({})
export class MessagingModule {
  static for(options: MessagingOptions): DynamicModule {
    const providers: Provider[] = [
      { provide: OPTIONS, useValue: options },
      { provide: DELIVERIES, useValue: new Map<string, Delivery>() },
      {
        provide: Publisher,
        inject: [CONFIG, Log],
        useFactory: (config: ServiceConfig, log: Log) => new Publisher(kafkaSettings(config, log), topics),
      },
      {
        provide: Relay,
        inject: [Database, Publisher, Log],
        useFactory: async (database: Database, sink: Publisher, log: Log) => {
          await makeDays(database, log);
          return new Relay({ database, sink, producer: options.app, log: log.child('relay') });
        },
      },
      {
        provide: Outbox,
        inject: [Relay, IDS],
        useFactory: (relay: Relay, ids: Ids) => new Outbox(options.app, relay, ids),
      },
      {
        provide: ParkedKeys,
        inject: [Database, DELIVERIES],
        useFactory: (database: Database, deliveries: Map<string, Delivery>) => new ParkedKeys(database, deliveries),
      },
      {
        provide: JobQueues,
        inject: [CONFIG, Log],
        useFactory: (config: ServiceConfig, log: Log) => new JobQueues(() => jobSettings(config, log)),
      },
      Pipe,
    ];
    return {
      module: MessagingModule,
      global: true,
      controllers: [ParkedKeysController],
      providers,
      exports: [Outbox, Relay, Publisher, ParkedKeys, JobQueues],
    };
  }
}

/** Before the first fact of this process, so that none is on its way to the default partition while a day is attached. */
async function makeDays(database: Database, log: Log): Promise<void> {
  try {
    await keepPartitions(database);
  } catch (error) {
    log.warn('the partitions of the outbox could not be kept; the relay tries again', { error: String(error) });
  }
}

function kafkaSettings(config: ServiceConfig, log: Log): KafkaSettings {
  return {
    brokers: config.kafkaBrokers,
    clientId: config.app,
    namespace: config.namespace,
    log: log.child('kafka'),
    access: { caFile: config.kafkaCaFile, user: config.kafkaUser, password: config.kafkaPassword },
  };
}

function jobSettings(config: ServiceConfig, log: Log): { redisUrl: string; namespace: string; log: Log } {
  if (config.redisUrl === undefined)
    throw new Error(`${config.app} has no REDIS_URL: list it among the apps of that setting`);
  return { redisUrl: config.redisUrl, namespace: config.namespace, log: log.child('jobs') };
}
