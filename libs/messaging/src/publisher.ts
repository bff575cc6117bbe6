import { type Message, Partitioners, type Producer } from 'kafkajs';
import { createKafka, inNamespace, type KafkaSettings } from './kafka.js';

/** One message ready for the wire; `topic` without namespace. */
export interface OutboundMessage {
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: string;
}

/**
 * The way out to Kafka. `publish` returns when all in-sync replicas have every message and throws when that is not
 * known; the caller then sends the whole chunk again, and consumers drop what they have seen.
 * Order holds per key among the messages of one caller that awaits each call; order between keys is not promised.
 */
export class Publisher {
  readonly #producer: Producer;
  readonly #namespace: string;
  #connected: Promise<void> | undefined;

  constructor(settings: KafkaSettings) {
    this.#namespace = settings.namespace;
    this.#producer = createKafka(settings).producer({
      allowAutoTopicCreation: false,
      // The Java-compatible murmur2 partitioner, named because kafkajs would otherwise only warn about the choice.
      createPartitioner: Partitioners.DefaultPartitioner,
      // Idempotence of kafkajs is experimental and not needed: one relay, one send at a time, an inbox at the other end.
      idempotent: false,
      maxInFlightRequests: 1,
    });
  }

  /** Sends all messages with acks from all in-sync replicas. */
  async publish(messages: readonly OutboundMessage[]): Promise<void> {
    if (messages.length === 0) return;
    await this.#connect();
    const byTopic = new Map<string, Message[]>();
    for (const { topic, key, headers, value } of messages) {
      const name = inNamespace(this.#namespace, topic);
      const list = byTopic.get(name) ?? [];
      list.push({ key, value, headers: { ...headers } });
      byTopic.set(name, list);
    }
    await this.#producer.sendBatch({
      acks: -1,
      timeout: 15_000,
      topicMessages: [...byTopic].map(([topic, list]) => ({ topic, messages: list })),
    });
  }

  async close(): Promise<void> {
    if (this.#connected) await this.#producer.disconnect();
    this.#connected = undefined;
  }

  async #connect(): Promise<void> {
    this.#connected ??= this.#producer.connect();
    try {
      await this.#connected;
    } catch (error) {
      this.#connected = undefined;
      throw error;
    }
  }
}
