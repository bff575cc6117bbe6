import { failpoint, limits } from '@lib/platform';
import type { Delivery, Pulse } from './delivery.js';
import type { InboundMessage } from './envelope.js';

/** Messages of one partition, in order, with the loop that fed them. */
export interface GatheredChunk {
  readonly messages: readonly InboundMessage[];
  readonly pulse: Pulse;
  /** Told after the commit: this partition's offset may move on. */
  resolved(): void;
  /** Tells the brokers every offset that was resolved so far. */
  commit(): Promise<void>;
}

interface Waiting extends GatheredChunk {
  settle(isApplied: boolean): void;
  fail(error: unknown): void;
}

/**
 * What one fetch brings for several partitions shares one transaction and one commit of offsets: a room that listens to
 * two dozen partitions would otherwise pay for each of them. When the shared transaction fails for whatever reason,
 * nothing of it is done and each partition is delivered alone, so that one bad event holds up its own partition only.
 */
export class Gathering {
  readonly #delivery: Pick<Delivery, 'deliver' | 'deliverTogether'>;
  #waiting: Waiting[] = [];
  #isDue = false;
  #isFlushing = false;
  #flushedAt = Number.NEGATIVE_INFINITY;

  constructor(delivery: Pick<Delivery, 'deliver' | 'deliverTogether'>) {
    this.#delivery = delivery;
  }

  /** When the newest transaction began, on the monotonic clock. */
  get flushedAt(): number {
    return this.#flushedAt;
  }

  /** Out: true when all messages are applied, known or dead letters; false when the partition is no longer ours. */
  add(chunk: GatheredChunk): Promise<boolean> {
    return new Promise((settle, fail) => {
      this.#waiting.push({ ...chunk, settle, fail });
      this.#flushSoon();
    });
  }

  // At the end of this turn of the event loop: the partitions of one fetch are handed over in the same turn.
  #flushSoon(): void {
    if (this.#isDue || this.#isFlushing || this.#waiting.length === 0) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      this.#isFlushing = true;
      void this.#flush(this.#take()).finally(() => {
        this.#isFlushing = false;
        this.#flushSoon();
      });
    });
  }

  #take(): Waiting[] {
    let events = 0;
    const end = this.#waiting.findIndex(({ messages }, index) => {
      events += messages.length;
      return index > 0 && events > limits.consumerChunk.value;
    });
    return this.#waiting.splice(0, end < 0 ? this.#waiting.length : end);
  }

  async #flush(chunks: readonly Waiting[]): Promise<void> {
    this.#flushedAt = performance.now();
    const ours = chunks.filter(({ pulse }) => pulse.isOurs());
    for (const chunk of chunks) if (!ours.includes(chunk)) chunk.settle(false);
    try {
      const isTogether = ours.length > 1 && (await this.#delivery.deliverTogether(ours.map((one) => one.messages)));
      const applied = isTogether ? ours : await this.#deliverEach(ours);
      const [first] = applied;
      if (first === undefined) return;
      failpoint('consumer-committed');
      for (const { resolved } of applied) resolved();
      await first.commit();
      for (const { settle } of applied) settle(true);
    } catch (error) {
      for (const { fail } of ours) fail(error);
    }
  }

  async #deliverEach(chunks: readonly Waiting[]): Promise<Waiting[]> {
    const applied: Waiting[] = [];
    for (const chunk of chunks) {
      if (await this.#delivery.deliver(chunk.messages, chunk.pulse)) applied.push(chunk);
      else chunk.settle(false);
    }
    return applied;
  }
}
