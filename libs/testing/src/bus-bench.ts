import {
  ConsumerGroup,
  type DeadLetter,
  type MessagingLog,
  type OutboundMessage,
  ParkedKeys,
  Publisher,
  silentLog,
} from '@lib/messaging';
import { expect } from 'vitest';
import { CopyProbes, probeTopics } from './copy-probes.js';
import { eventually } from './eventually.js';
import { namespacedKafka, type NamespacedKafka } from './kafka.js';
import { openProbeRoom, ProbeCountedV1, type ProbeRoom } from './probe-room.js';

/** One bench of the suite: a room that listens, and a publisher that plays every other room. */
export class BusBench {
  readonly handler = new CopyProbes();
  readonly publisher: Publisher;
  group: ConsumerGroup;
  /** What the consumer warned of. */
  readonly complaints: string[] = [];
  readonly #log: MessagingLog = { ...silentLog, warn: (message) => void this.complaints.push(message) };
  #number = 0;

  constructor(
    readonly room: ProbeRoom,
    readonly kafka: NamespacedKafka,
  ) {
    this.publisher = new Publisher(kafka.settings);
    this.group = this.newGroup();
  }

  /** A consumer of the same group over the same handler; ends of the process are thrown into the test instead. */
  newGroup(): ConsumerGroup {
    return new ConsumerGroup({
      kafka: { ...this.kafka.settings, log: this.#log },
      topics: probeTopics,
      consumer: 'copier',
      handlers: [this.handler],
      database: this.room.database,
      sessionMilliseconds: 6_000,
      end: (reason) => {
        throw new Error(reason);
      },
    });
  }

  get parkedKeys(): ParkedKeys {
    return new ParkedKeys(this.room.database, new Map([['copier', this.group.delivery]]));
  }

  /** A well-formed message; anything of it can be replaced. */
  message(key: string, sequence: number, changed: Partial<OutboundMessage> & { id?: string } = {}): OutboundMessage {
    this.#number += 1;
    const { id = `00000000-0000-7000-9000-${this.#number.toString(16).padStart(12, '0')}`, ...rest } = changed;
    const headers = {
      ce_specversion: '1.0',
      ce_id: id,
      ce_type: ProbeCountedV1.type,
      ce_source: '/bulou/batching',
      ce_subject: key,
      ce_time: '2026-11-21T08:00:00.000Z',
      ce_sequence: String(sequence),
      ...rest.headers,
    };
    const value = JSON.stringify({ probeId: key, count: sequence, by: 'a' });
    return { topic: 'bulou.probe', key, value, ...rest, headers };
  }

  /** Sends until the brokers have all of it, as the relay does; what they had already comes twice. */
  async send(...messages: OutboundMessage[]): Promise<void> {
    await eventually(() => this.publisher.publish(messages).then(() => true));
  }

  /** The sequences that were applied for a key, in the order of their application. */
  async applied(key: string): Promise<number[]> {
    const rows = await this.room.database.query<{ sequence: number }>(
      'select sequence from probe_copies where key = $1 order by seen',
      [key],
    );
    return rows.map((row) => row.sequence);
  }

  async untilApplied(key: string, sequences: readonly number[]): Promise<void> {
    await eventually(async () => expect(await this.applied(key)).toEqual(sequences), { withinMs: 30_000 });
  }

  async parked(key: string): Promise<DeadLetter[]> {
    return (await this.parkedKeys.list()).filter((letter) => letter.key === key && letter.state === 'parked');
  }

  async untilParked(key: string, count: number): Promise<DeadLetter[]> {
    return eventually(
      async () => {
        const letters = await this.parked(key);
        expect(letters).toHaveLength(count);
        return letters;
      },
      { withinMs: 30_000 },
    );
  }

  async close(): Promise<void> {
    await this.group.stop();
    await this.publisher.close();
    await this.kafka.drop();
    await this.room.close();
  }
}

/** Opens a bench whose topics exist; the group is not started yet. */
export async function openBusBench(): Promise<BusBench> {
  const [room, kafka] = [await openProbeRoom(), namespacedKafka()];
  await kafka.admin.ensureTopics(probeTopics);
  return new BusBench(room, kafka);
}
