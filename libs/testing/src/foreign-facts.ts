import type { ContentOf, EventContract } from '@lib/contracts/event';
import { topics } from '@lib/contracts/topics';
import { Publisher } from '@lib/messaging';
import type { OutboundMessage } from '@lib/messaging';
import { systemClock, systemIds } from '@lib/platform';
import { eventually } from './eventually.js';
import type { NamespacedKafka } from './kafka.js';

/** What a test says about a fact besides its content. */
export interface FactFrame {
  /** When the other room's database recorded it; now unless said. */
  readonly recordedAt?: Date;
}

/** Speaks on the real brokers as the rooms that are not under test. */
export interface ForeignFacts {
  /** Publishes a fact; what is not said comes from the contract's example. Out: the message, so that it can be repeated. */
  tell<C extends EventContract>(
    contract: C,
    content: Partial<ContentOf<C>>,
    frame?: FactFrame,
  ): Promise<OutboundMessage>;
  /** The message of a fact, not yet published. */
  message<C extends EventContract>(contract: C, content: Partial<ContentOf<C>>, frame?: FactFrame): OutboundMessage;
  /** Publishes messages as they are, in this order; a second time is what a relay does after a crash. */
  publish(messages: readonly OutboundMessage[]): Promise<void>;
  close(): Promise<void>;
}

/** In: a namespace of brokers. Out: the other rooms of the house, as far as their facts go. */
export function foreignFacts(kafka: NamespacedKafka): ForeignFacts {
  const publisher = new Publisher(kafka.settings, topics);
  const sequences = new Map<string, number>();
  const message: ForeignFacts['message'] = (contract, content, frame = {}) => {
    const whole = contract.shape.parse({ ...contract.example, ...content }) as ContentOf<typeof contract>;
    const key = contract.keyOf(whole);
    const place = `${contract.topic} ${key}`;
    const sequence = (sequences.get(place) ?? 0) + 1;
    sequences.set(place, sequence);
    const headers = {
      ce_specversion: '1.0',
      ce_id: systemIds.uuid7(),
      ce_type: contract.type,
      ce_source: `/bulou/${contract.producer}`,
      ce_subject: key,
      ce_time: (frame.recordedAt ?? systemClock.now()).toISOString(),
      ce_sequence: String(sequence),
    };
    return { topic: contract.topic, key, headers, value: JSON.stringify(whole) };
  };
  // Topics that were just made have no leader yet; a room's relay would send again too.
  const publish: ForeignFacts['publish'] = (messages) => eventually(() => publisher.publish(messages));
  return {
    message,
    publish,
    tell: async (contract, content, frame) => {
      const told = message(contract, content, frame);
      await publish([told]);
      return told;
    },
    close: () => publisher.close(),
  };
}
