import { Refusal } from '@lib/contracts/refusals';
import { appendAudit } from '@lib/platform';
import type { Database, Tx } from '@lib/platform';
import { type DeadLetter, lockKeys } from './dead-letter.js';
import type { Delivery } from './delivery.js';
import type { InboundMessage } from './envelope.js';
import { describeFailure } from './failure.js';

// What a laboratory found is taken back by the laboratory, with its two people; no operator makes it unheard.
const alarming: ReadonlySet<string> = new Set(['bulou.detection', 'bulou.result']);

/** How a replay ended: how many events were applied, and why it stopped when some are still parked. */
export interface ReplayOutcome {
  readonly applied: number;
  readonly stillParked: number;
  readonly reason?: string;
}

interface ParkedRow {
  readonly id: number;
  readonly event_id: string;
  readonly topic: string;
  readonly partition: number;
  readonly kafka_offset: string;
  readonly key: string;
  readonly headers: Record<string, string>;
  readonly payload: Buffer | null;
}

/** The drawer of parked keys: what people do with events that software has given up. */
export class ParkedKeys {
  constructor(
    private readonly database: Database,
    /** Delivery of each consumer name, so that a replay runs the very same handlers. */
    private readonly deliveries: ReadonlyMap<string, Delivery>,
  ) {}

  /** Out: whether this service has a consumer of that name. */
  hears(consumer: string): boolean {
    return this.deliveries.has(consumer);
  }

  /** All open dead letters of this service, oldest first, at most 1,000. */
  async list(): Promise<DeadLetter[]> {
    return this.database.query<DeadLetter>(
      `select id, consumer, topic, partition, kafka_offset, key, event_id, type, state, reason, attempts, first_seen_at
         from dead_letters where state in ('failing', 'parked', 'refused') order by id limit 1000`,
    );
  }

  /**
   * Applies the parked events of one key in their order, each in its own transaction, after the cause was repaired.
   * Stops at the first that fails again; that one and all behind it stay parked.
   */
  async replay(consumer: string, topic: string, key: string): Promise<ReplayOutcome> {
    const delivery = this.deliveries.get(consumer);
    if (!delivery) throw new Error(`this service has no consumer "${consumer}"`);
    let applied = 0;
    let current: ParkedRow | undefined;
    try {
      for (;;) {
        const row = await this.database.transaction(async (tx) => {
          current = await this.#oldest(tx, consumer, topic, key);
          if (!current) return undefined;
          await delivery.applyOne(messageOf(current), tx);
          await tx.query(
            `update dead_letters set state = 'replayed', last_tried_at = clock_timestamp() where id = $1`,
            [current.id],
          );
          const { event_id: id } = current;
          appendAudit(tx, { kind: 'parked-key-replayed', object: { kind: 'event', id }, detail: { consumer, topic } });
          return current;
        });
        if (!row) return { applied, stillParked: 0 };
        applied += 1;
      }
    } catch (error) {
      const reason = describeFailure(error);
      const stillParked = await this.#blame(current, consumer, topic, key, reason);
      return { applied, stillParked, reason };
    }
  }

  /**
   * Takes one event out for good, with the name of who decided it and why; those behind it wait for a replay.
   * Out: false when nothing of that id is parked or was dropped before. Throws PARKED_ALARM_STAYS.
   */
  async drop(id: number, by: string, because: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const [row] = await tx.query<{ event_id: string; consumer: string; topic: string }>(
        `update dead_letters set state = 'dropped', closed_by = $2, closed_because = $3, last_tried_at = clock_timestamp()
          where id = $1 and state in ('parked', 'refused') returning event_id, consumer, topic`,
        [id, by, because],
      );
      if (row === undefined) return this.#isDropped(tx, id);
      if (alarming.has(row.topic)) throw new Refusal('PARKED_ALARM_STAYS');
      const detail = { consumer: row.consumer, topic: row.topic, reason: because };
      appendAudit(tx, { kind: 'parked-event-dropped', object: { kind: 'event', id: row.event_id }, detail });
      return true;
    });
  }

  async #isDropped(tx: Tx, id: number): Promise<boolean> {
    const rows = await tx.query(`select 1 from dead_letters where id = $1 and state = 'dropped'`, [id]);
    return rows.length > 0;
  }

  async #oldest(tx: Tx, consumer: string, topic: string, key: string): Promise<ParkedRow | undefined> {
    await lockKeys(tx, consumer, topic, [key]);
    const [row] = await tx.query<ParkedRow>(
      `select id, event_id, topic, partition, kafka_offset, key, headers, payload from dead_letters
        where consumer = $1 and topic = $2 and key = $3 and state = 'parked' order by id limit 1`,
      [consumer, topic, key],
    );
    return row;
  }

  async #blame(
    row: ParkedRow | undefined,
    consumer: string,
    topic: string,
    key: string,
    reason: string,
  ): Promise<number> {
    return this.database.transaction(async (tx) => {
      await tx.query(
        `update dead_letters set attempts = attempts + 1, reason = $2, last_tried_at = clock_timestamp()
          where id = $1 and state = 'parked'`,
        [row?.id ?? 0, reason],
      );
      const [count] = await tx.query<{ parked: number }>(
        `select count(*)::int as parked from dead_letters
          where consumer = $1 and topic = $2 and key = $3 and state = 'parked'`,
        [consumer, topic, key],
      );
      return count?.parked ?? 0;
    });
  }
}

function messageOf(row: ParkedRow): InboundMessage {
  const { topic, partition, key, headers, payload } = row;
  return { topic, partition, offset: row.kafka_offset, key, headers, value: payload };
}
