import type { Ids } from '@lib/vocabulary';
import { insertRows, limits, type Tx } from '@lib/platform';
import type { OutgoingEvent } from './outgoing-event.js';

/** Whoever sends what was committed; ringing it saves the wait for the next poll. */
export interface Bell {
  ring(): void;
}

/** All topics of the house begin with this word; the outbox stores what follows it, as Debezium's router expects. */
export const topicPrefix = 'bulou.';

/**
 * Half a megabyte of JSON: below the brokers' default limit of 1 MiB with room for headers. A larger fact would block
 * the relay for ever, so it is refused while its author is still there to be told.
 */
const CONTENT_BYTES_MAX = limits.eventContent.value;

const columns = {
  id: 'uuid',
  aggregatetype: 'text',
  aggregateid: 'text',
  aggregate_version: 'int',
  type: 'text',
  payload: 'jsonb',
  headers: 'jsonb',
  captured_at: 'timestamptz',
  recorded_at: 'timestamptz',
};

/** Writes facts beside the rows they speak of, in the same transaction. Rows are kept and marked, never deleted by hand. */
export class Outbox {
  constructor(
    /** The service itself: it can publish its own facts and nobody else's. */
    private readonly producer: string,
    private readonly bell: Bell,
    private readonly ids: Pick<Ids, 'uuid7'>,
  ) {}

  /**
   * Appends the events in the given order and rings the relay after the commit.
   * Throws for an event of another producer and for content above half a megabyte.
   */
  async append(tx: Tx, events: readonly OutgoingEvent[]): Promise<void> {
    if (events.length === 0) return;
    const rows = events.map((event) => this.#row(tx, event));
    await insertRows(tx, 'outbox', columns, rows);
    tx.afterCommit(() => this.bell.ring());
  }

  #row(tx: Tx, { contract, key, sequence, content, capturedAt, headers }: OutgoingEvent): Record<string, unknown> {
    if (contract.producer !== this.producer) {
      throw new Error(`${this.producer} cannot publish ${contract.type}: a service publishes only its own facts`);
    }
    const size = Buffer.byteLength(JSON.stringify(content));
    if (size > CONTENT_BYTES_MAX) throw new Error(`${contract.type} of ${size} bytes is above ${CONTENT_BYTES_MAX}`);
    return {
      id: this.ids.uuid7(),
      aggregatetype: contract.topic.startsWith(topicPrefix) ? contract.topic.slice(topicPrefix.length) : contract.topic,
      aggregateid: key,
      aggregate_version: sequence,
      type: contract.type,
      payload: content,
      headers,
      captured_at: capturedAt ?? null,
      recorded_at: tx.recordedAt,
    };
  }
}
