import { limits } from '@lib/platform';
import { type Message, Partitioners, type Producer } from 'kafkajs';
import { ensureTopics, type TopicPlan } from './admin.js';
import { createKafka, inNamespace, type KafkaSettings, METADATA_MILLISECONDS_MAX } from './kafka.js';
import { within } from './within.js';

/** One message ready for the wire; `topic` without namespace. */
export interface OutboundMessage {
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: string;
}

const CLOSE_MILLISECONDS_MAX = 2_000;

/**
 * The way out to Kafka. `publish` returns when all in-sync replicas have every message and throws when that is not
 * known; the caller then sends the whole chunk again, and consumers drop what they have seen.
 * Order holds per key among the messages of one caller that awaits each call; order between keys is not promised.
 */
export class Publisher {
  readonly #producer: Producer;
  readonly #settings: KafkaSettings;
  readonly #topics: readonly TopicPlan[];
  #connected: Promise<void> | undefined;
  #hasTopics = false;

  /** In: settings, and the topics to make sure of before the first message and after every failure. */
  constructor(settings: KafkaSettings, topics: readonly TopicPlan[] = []) {
    this.#settings = settings;
    this.#topics = topics;
    this.#producer = createKafka(settings).producer({
      allowAutoTopicCreation: false,
      // The Java-compatible murmur2 partitioner, named because kafkajs would otherwise only warn about the choice.
      createPartitioner: Partitioners.DefaultPartitioner,
      // Idempotence of kafkajs is experimental and not needed: one relay, one send at a time, an inbox at the other end.
      idempotent: false,
      maxInFlightRequests: 1,
      // kafkajs may not try again by itself: its second try skips every partition whose new leader has already answered
      // for others, and reports them as sent (docs/decisions/0001). A failure goes to the caller, who sends all again.
      retry: { retries: 0 },
      // A broker that hangs is not a broken connection, so kafkajs would keep asking it until its metadata is too old.
      metadataMaxAge: METADATA_MILLISECONDS_MAX,
    });
  }

  /** Sends all messages with acks from all in-sync replicas. */
  async publish(messages: readonly OutboundMessage[]): Promise<void> {
    if (messages.length === 0) return;
    await this.#ready();
    const byTopic = new Map<string, Message[]>();
    for (const { topic, key, headers, value } of messages) {
      const name = inNamespace(this.#settings.namespace, topic);
      const list = byTopic.get(name) ?? [];
      list.push({ key, value, headers: { ...headers } });
      byTopic.set(name, list);
    }
    try {
      await this.#producer.sendBatch({
        acks: -1,
        timeout: limits.kafkaProduce.value,
        topicMessages: [...byTopic].map(([topic, list]) => ({ topic, messages: list })),
      });
    } catch (error) {
      // The brokers may have lost their topics: they are looked after again before the next message.
      this.#hasTopics = false;
      throw error;
    }
  }

  async close(): Promise<void> {
    if (this.#connected) await within(CLOSE_MILLISECONDS_MAX, this.#producer.disconnect());
    this.#connected = undefined;
  }

  async #ready(): Promise<void> {
    this.#connected ??= this.#producer.connect();
    try {
      await this.#connected;
    } catch (error) {
      this.#connected = undefined;
      throw error;
    }
    if (!this.#hasTopics && this.#topics.length > 0) await ensureTopics(this.#settings, this.#topics);
    this.#hasTopics = true;
  }
}

/** The partition of a key among so many, as every Java-compatible client computes it. */
export function partitionOf(key: string, partitions: number): number {
  const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
    partitionErrorCode: 0,
    partitionId,
    leader: 0,
    replicas: [0],
    isr: [0],
  }));
  return Partitioners.DefaultPartitioner()({ topic: '', partitionMetadata, message: { key, value: null } });
}
