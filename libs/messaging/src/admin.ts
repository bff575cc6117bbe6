import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { createKafka, inNamespace, type KafkaSettings } from './kafka.js';

/** One topic to be made: its name without namespace and its fixed number of partitions. */
export interface TopicPlan {
  readonly name: string;
  readonly partitions: number;
}

/** How far a group is behind in one partition, in messages. `committed` is -1 when the group has never committed. */
export interface PartitionLag {
  readonly topic: string;
  readonly partition: number;
  readonly low: bigint;
  readonly high: bigint;
  readonly committed: bigint;
  readonly lag: bigint;
}

/** One message as it lies in the topic; `value` is null for a tombstone, which this house never writes. */
export interface StoredMessage {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: string | null;
  readonly headers: Record<string, string>;
  readonly value: string | null;
}

const LEADER_MILLISECONDS_MAX = 10_000;
const LEADER_PAUSE_MILLISECONDS = 50;

/** Facts outlive every consumer that is down: a week, counted from the append. The outbox keeps its rows longer. */
const TOPIC_RETENTION_MILLISECONDS = 7 * 24 * 3600 * 1000;

/** Asks the brokers about topics and groups; connects at the first question and must be closed. */
export class KafkaAdmin {
  readonly #admin: Admin;
  readonly #namespace: string;
  #connected: Promise<void> | undefined;

  constructor(settings: KafkaSettings) {
    this.#admin = createKafka(settings).admin();
    this.#namespace = settings.namespace;
  }

  /**
   * Creates the topics that are missing and leaves existing ones alone; back when all of them can be written to.
   * Three copies where three brokers are.
   */
  async ensureTopics(plans: readonly TopicPlan[]): Promise<void> {
    const admin = await this.#connect();
    const { brokers } = await admin.describeCluster();
    const replicationFactor = Math.min(3, brokers.length);
    const existing = new Set(await admin.listTopics());
    const missing = plans.filter((plan) => !existing.has(this.#topic(plan.name)));
    if (missing.length > 0) await this.#createTopics(admin, missing, replicationFactor);
    // Also what was there: another process may have made it this very moment.
    await this.#awaitLeaders(
      admin,
      plans.map((plan) => this.#topic(plan.name)),
    );
  }

  async #createTopics(admin: Admin, plans: readonly TopicPlan[], replicationFactor: number): Promise<void> {
    await admin.createTopics({
      // kafkajs's own wait throws when a broker has not yet heard of a topic that another has made.
      waitForLeaders: false,
      topics: plans.map((plan) => ({
        topic: this.#topic(plan.name),
        numPartitions: plan.partitions,
        replicationFactor,
        configEntries: [
          { name: 'retention.ms', value: String(TOPIC_RETENTION_MILLISECONDS) },
          // Two of three copies must have a message before it is acknowledged, so one broker may be lost at any moment.
          { name: 'min.insync.replicas', value: String(Math.max(1, replicationFactor - 1)) },
        ],
      })),
    });
  }

  /**
   * A topic can be written to when each of its partitions has a leader that knows itself as such: it then answers where
   * the partition ends. Both follow the creation within moments, but not at once.
   */
  async #awaitLeaders(admin: Admin, names: readonly string[]): Promise<void> {
    const deadline = performance.now() + LEADER_MILLISECONDS_MAX;
    for (;;) {
      try {
        const { topics } = await admin.fetchTopicMetadata({ topics: [...names] });
        const haveLeaders = topics.every(
          ({ partitions }) => partitions.length > 0 && partitions.every(({ leader }) => leader >= 0),
        );
        if (!haveLeaders) throw new Error('the new topics have no leaders');
        for (const name of names) await admin.fetchTopicOffsets(name);
        return;
      } catch (error) {
        if (performance.now() > deadline) throw error;
        await sleep(LEADER_PAUSE_MILLISECONDS);
      }
    }
  }

  /** Removes topics with all their messages; for tests and for the proof that the outbox can rebuild them. */
  async deleteTopics(names: readonly string[]): Promise<void> {
    const admin = await this.#connect();
    await admin.deleteTopics({ topics: names.map((name) => this.#topic(name)) });
  }

  /** Forgets what groups have read; only for groups without members. */
  async deleteGroups(groups: readonly string[]): Promise<void> {
    const admin = await this.#connect();
    await admin.deleteGroups(groups.map((group) => this.#topic(group)));
  }

  /** The lag of a group in the given topics, partition by partition; a topic that does not exist is left out. */
  async lagOf(group: string, topicNames: readonly string[]): Promise<PartitionLag[]> {
    const admin = await this.#connect();
    const existing = new Set(await admin.listTopics());
    const wanted = topicNames.map((name) => this.#topic(name)).filter((topic) => existing.has(topic));
    if (wanted.length === 0) return [];
    const committed = await admin.fetchOffsets({ groupId: this.#topic(group), topics: wanted });
    const lags: PartitionLag[] = [];
    for (const { topic, partitions } of committed) {
      const byPartition = new Map(partitions.map((row) => [row.partition, BigInt(row.offset)]));
      for (const edge of await admin.fetchTopicOffsets(topic)) {
        const low = BigInt(edge.low);
        const high = BigInt(edge.high);
        const at = byPartition.get(edge.partition) ?? -1n;
        // A group without a commit, or whose place has been wiped away, starts at the lowest message there is.
        const next = at < low || at > high ? low : at;
        lags.push({ topic, partition: edge.partition, low, high, committed: at, lag: high - next });
      }
    }
    return lags;
  }

  /** How many brokers are registered now; whoever makes topics waits until all are, since copies are counted by it. */
  async brokerCount(): Promise<number> {
    const admin = await this.#connect();
    return (await admin.describeCluster()).brokers.length;
  }

  /** Asks for metadata; resolves when a broker answers and rejects when none does. */
  async probe(): Promise<void> {
    const admin = await this.#connect();
    await admin.describeCluster();
  }

  /** Names of all topics of this namespace, without the prefix. */
  async topicNames(): Promise<string[]> {
    const admin = await this.#connect();
    const prefix = inNamespace(this.#namespace, '');
    return (await admin.listTopics())
      .filter((topic) => topic.startsWith(prefix) && !topic.startsWith('__'))
      .map((topic) => topic.slice(prefix.length));
  }

  async close(): Promise<void> {
    if (this.#connected) await this.#admin.disconnect();
    this.#connected = undefined;
  }

  #topic(name: string): string {
    return inNamespace(this.#namespace, name);
  }

  async #connect(): Promise<Admin> {
    this.#connected ??= this.#admin.connect();
    try {
      await this.#connected;
    } catch (error) {
      this.#connected = undefined;
      throw error;
    }
    return this.#admin;
  }
}

/** Creates missing topics once and closes its connection; see `KafkaAdmin.ensureTopics`. */
export async function ensureTopics(settings: KafkaSettings, plans: readonly TopicPlan[]): Promise<void> {
  const admin = new KafkaAdmin(settings);
  try {
    await admin.ensureTopics(plans);
  } finally {
    await admin.close();
  }
}
