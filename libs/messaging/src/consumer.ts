import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer as KafkaConsumer, EachBatchPayload, IHeaders, KafkaMessage } from 'kafkajs';
import { limits } from '@lib/platform';
import { KafkaAdmin, type TopicPlan } from './admin.js';
import { Delivery, type DeliveryOptions, type Pulse } from './delivery.js';
import type { InboundMessage } from './envelope.js';
import { Gathering } from './gathering.js';
import {
  createKafka,
  inNamespace,
  type KafkaSettings,
  type MessagingLog,
  silentLog,
  METADATA_MILLISECONDS_MAX,
} from './kafka.js';
import { Watchdog } from './watchdog.js';
import { within } from './within.js';

export interface ConsumerGroupOptions extends Omit<DeliveryOptions, 'log'> {
  readonly kafka: KafkaSettings;
  /** Topics to make sure of before subscribing; those of the consumed events are subscribed. */
  readonly topics: readonly TopicPlan[];
  /**
   * How long a broker may hold an empty fetch: 20 where people wait for an alarm, 100 elsewhere (performance §2.7:
   * 20 ms costs a consumer twice the CPU per event).
   */
  readonly maxWaitMilliseconds?: number;
  /**
   * How long the group waits for a dead member before its partitions move; 6 s is the least that brokers take. After a
   * `kill -9` this is most of the delay, so it is short; a chunk beats between any two of its transactions.
   */
  readonly sessionMilliseconds?: number;
  /**
   * The least time between two transactions of a group that has caught up; what comes meanwhile shares the next one.
   * 0 where people wait for an alarm.
   */
  readonly paceMilliseconds?: number;
  /** Told after each chunk how many events of the partition are still to come. */
  readonly onLag?: (topic: string, partition: number, events: number) => void;
  /** Ends the process; a supervisor starts it again. Replaced in tests only. */
  readonly end?: (reason: string) => void;
}

/** Events per transaction (performance §2.4: larger chunks gain nothing and hold locks for longer). */
export const CHUNK_EVENTS_MAX = limits.consumerChunk.value;

const LEAVE_MILLISECONDS_MAX = limits.consumerLeave.value; // below the ten seconds that a step of the shutdown may take
const ABANDON_MILLISECONDS = 500;
const RESTART_PAUSE_MILLISECONDS = { first: 500, max: 5_000 };

/**
 * Feeds a room with facts: kafkajs `eachBatch` → chunks of one partition → `Delivery`. The offset moves after the
 * transaction has committed, so a crash repeats a chunk and the inbox drops it.
 * kafkajs gives up for good on some errors while the process looks healthy; this class then ends the process.
 */
export class ConsumerGroup {
  readonly #options: ConsumerGroupOptions;
  readonly #log: MessagingLog;
  readonly #delivery: Delivery;
  readonly #gathering: Gathering;
  readonly #consumer: KafkaConsumer;
  readonly #admin: KafkaAdmin;
  readonly #watchdog: Watchdog;
  #isStopping = false;
  #starting: Promise<void> | undefined;
  #seenAt = performance.now();
  #hasJoined = false;

  constructor(options: ConsumerGroupOptions) {
    this.#options = options;
    this.#log = options.kafka.log ?? silentLog;
    this.#delivery = new Delivery({ ...options, log: this.#log });
    this.#gathering = new Gathering(this.#delivery);
    this.#admin = new KafkaAdmin(options.kafka);
    this.#consumer = this.#createConsumer();
    this.#watchdog = new Watchdog({
      idleMilliseconds: () => performance.now() - this.#seenAt,
      probe: () => this.#admin.probe(),
      lag: async () => {
        const lags = await this.#admin.lagOf(options.consumer, this.topics);
        return lags.reduce((sum, { lag }) => sum + lag, 0n);
      },
      onVerdict: (verdict) => {
        if (verdict === 'exit') this.#end('messages wait and nothing was fetched for half a minute');
        else this.#log.warn('the brokers are silent', { consumer: options.consumer });
      },
    });
  }

  /** The topics of all consumed events, without namespace. */
  get topics(): string[] {
    const contracts = this.#options.handlers.flatMap((handler) => handler.consumes);
    return [...new Set(contracts.map((contract) => contract.topic))];
  }

  // All partitions of a fetch must be in hand at once to share a transaction.
  get #partitions(): number {
    const heard = new Set(this.topics);
    return this.#options.topics.reduce((sum, { name, partitions }) => sum + (heard.has(name) ? partitions : 0), 1);
  }

  /** Whether the group has ever assigned partitions to this process; brokers that are away keep it false, not unready. */
  get hasJoined(): boolean {
    return this.#hasJoined;
  }

  get delivery(): Delivery {
    return this.#delivery;
  }

  /** Begins in the background: waits for brokers, makes sure of the topics, joins. Never throws. */
  start(): void {
    this.#starting ??= this.#start();
  }

  /**
   * Ends the chunk in hand and leaves the group, so that its partitions move at once. When the brokers are away there
   * is nothing to leave, and nobody waits for kafkajs to believe it.
   */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#watchdog.stop();
    const leave = async (): Promise<void> => {
      await this.#consumer.disconnect();
      await this.#starting;
      await this.#admin.close();
    };
    await within(this.#hasJoined ? LEAVE_MILLISECONDS_MAX : ABANDON_MILLISECONDS, leave());
  }

  #createConsumer(): KafkaConsumer {
    const {
      kafka,
      consumer,
      maxWaitMilliseconds = limits.fetchWait.value,
      sessionMilliseconds = limits.consumerSession.value,
    } = this.#options;
    const created = createKafka(kafka).consumer({
      groupId: inNamespace(kafka.namespace, consumer),
      allowAutoTopicCreation: false,
      maxWaitTimeInMs: maxWaitMilliseconds,
      sessionTimeout: sessionMilliseconds,
      heartbeatInterval: Math.min(limits.consumerHeartbeat.value, sessionMilliseconds / 3),
      rebalanceTimeout: limits.consumerRebalance.value,
      metadataMaxAge: METADATA_MILLISECONDS_MAX,
      retry: {
        initialRetryTime: 200,
        factor: 0.2,
        multiplier: 2,
        maxRetryTime: 2_000,
        retries: limits.kafkaRetries.value,
      },
    });
    created.on(created.events.GROUP_JOIN, () => {
      this.#hasJoined = true;
      this.#seenAt = performance.now();
    });
    created.on(created.events.CRASH, ({ payload }) => {
      if (payload.restart) this.#log.warn('the consumer starts again', { consumer, error: String(payload.error) });
      else this.#end(`the consumer crashed for good: ${String(payload.error)}`);
    });
    return created;
  }

  async #start(): Promise<void> {
    let pause = RESTART_PAUSE_MILLISECONDS.first;
    while (!this.#isStopping) {
      try {
        await this.#admin.ensureTopics(this.#options.topics);
        await this.#tellGap();
        await this.#consumer.connect();
        await this.#consumer.subscribe({
          topics: this.topics.map((topic) => this.#inNamespace(topic)),
          fromBeginning: true,
        });
        await this.#consumer.run({
          eachBatchAutoResolve: false,
          partitionsConsumedConcurrently: this.#partitions,
          eachBatch: (payload) => this.#eachBatch(payload),
        });
        this.#watchdog.start();
        return;
      } catch (error) {
        if (this.#isStopping) return;
        this.#log.warn('the consumer waits for its brokers', { error: String(error), retryInMilliseconds: pause });
        await sleep(pause);
        pause = Math.min(pause * 2, RESTART_PAUSE_MILLISECONDS.max);
      }
    }
  }

  /** Retention may have removed what this group never read. The rows are still in the outbox of their producers. */
  async #tellGap(): Promise<void> {
    const lags = await this.#admin.lagOf(this.#options.consumer, this.topics);
    const gaps = lags.filter(({ committed, low }) => committed >= 0n && committed < low);
    if (gaps.length === 0) return;
    const partitions = gaps.map(({ topic, partition }) => `${topic}/${partition}`);
    this.#log.error(
      'events were removed before this group read them: replay the outbox of their producers',
      undefined,
      {
        consumer: this.#options.consumer,
        partitions,
      },
    );
  }

  async #eachBatch({
    batch,
    resolveOffset,
    heartbeat,
    isRunning,
    isStale,
    ...offsets
  }: EachBatchPayload): Promise<void> {
    const topic = batch.topic.slice(this.#inNamespace('').length);
    const pulse: Pulse = {
      isOurs: () => isRunning() && !isStale(),
      beat: async () => {
        this.#seenAt = performance.now();
        await heartbeat();
      },
      sleep: (milliseconds) => sleep(milliseconds),
    };
    for (let from = 0; from < batch.messages.length; from += CHUNK_EVENTS_MAX) {
      const chunk = batch.messages.slice(from, from + CHUNK_EVENTS_MAX);
      const last = chunk.at(-1);
      if (last === undefined) break;
      const isApplied = await this.#gathering.add({
        messages: chunk.map((message) => inbound(topic, batch.partition, message)),
        pulse,
        resolved: () => resolveOffset(last.offset),
        commit: () => offsets.commitOffsetsIfNecessary(offsets.uncommittedOffsets()),
      });
      if (!isApplied) return;
      const left = BigInt(batch.highWatermark) - BigInt(last.offset) - 1n;
      this.#options.onLag?.(topic, batch.partition, Number(left > 0n ? left : 0n));
      await pulse.beat();
      if (left <= 0n) await this.#rest();
    }
  }

  /** The next fetch is worth more when it comes a little later. */
  async #rest(): Promise<void> {
    const { paceMilliseconds = 0 } = this.#options;
    const left = this.#gathering.flushedAt + paceMilliseconds - performance.now();
    if (left > 0 && !this.#isStopping) await sleep(left);
  }

  #inNamespace(name: string): string {
    return inNamespace(this.#options.kafka.namespace, name);
  }

  #end(reason: string): void {
    if (this.#isStopping) return;
    this.#log.error('this process ends so that it can be started again', undefined, {
      consumer: this.#options.consumer,
      reason,
    });
    (this.#options.end ?? (() => process.exit(1)))(reason);
  }
}

function inbound(topic: string, partition: number, { key, offset, headers, value }: KafkaMessage): InboundMessage {
  return { topic, partition, offset, key: key?.toString('utf8') ?? '', headers: texts(headers), value };
}

function texts(headers: IHeaders | undefined): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers ?? {})) {
    const last = Array.isArray(value) ? value.at(-1) : value;
    if (last !== undefined) plain[name] = last.toString();
  }
  return plain;
}
