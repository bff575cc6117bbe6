import { setTimeout as pause } from 'node:timers/promises';
import { type Database, type DedicatedConnection, failpoint, limits } from '@lib/platform';
import { Doorbell } from './bell.js';
import { type MessagingLog, silentLog } from './kafka.js';
import { type OutboxRow, toMessage } from './envelope.js';
import type { Bell } from './outbox.js';
import { keepPartitions } from './outbox-partitions.js';
import type { OutboundMessage } from './publisher.js';
import { within } from './within.js';

/** What the relay needs from the way out; `Publisher` is it. */
export interface MessageSink {
  publish(messages: readonly OutboundMessage[]): Promise<void>;
}

export interface RelayOptions {
  readonly database: Database;
  readonly sink: MessageSink;
  /** The service; becomes the CloudEvents source. */
  readonly producer: string;
  readonly log?: MessagingLog;
}

const ROWS_PER_ROUND = limits.relayRows.value;
// All messages of a partition travel in one record batch, which brokers limit to 1 MiB by default.
const BYTES_PER_SEND = limits.relaySend.value;
// A ring wakes the relay at once; polling is for what was committed by a process that died or by another replica.
const IDLE_MILLISECONDS = { first: 50, max: 250 };
const BACKOFF_MILLISECONDS = { first: 250, max: 5_000 };
const LOCK_RETRY_MILLISECONDS = 1_000;
const STOP_MILLISECONDS_MAX = limits.relayStop.value; // a chunk takes milliseconds; what was not marked is sent again by the next
const UPKEEP_MILLISECONDS = 3_600_000;

/**
 * Carries committed facts from the outbox to Kafka. It runs in every replica, but only the holder of an advisory lock
 * sends. It asks for unpublished rows, oldest position first, sends one chunk at a time and marks it after the brokers
 * have it: a crash in between sends twice, never not at all. Nothing on the write path waits for it.
 * Order holds per key, because a key's row is locked until its event is committed; order between keys does not.
 */
export class Relay implements Bell {
  readonly #options: RelayOptions;
  readonly #log: MessagingLog;
  readonly #bell = new Doorbell();
  #isStopping = false;
  #loop: Promise<void> | undefined;
  #upkeepAt = 0;

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#log = options.log ?? silentLog;
  }

  /** Begins in the background; never throws and never waits for Kafka. */
  start(): void {
    this.#loop ??= this.#run();
  }

  ring(): void {
    this.#bell.ring();
  }

  /** Sends what it is sending to the end, unless the brokers are silent, and gives the lock back. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.ring();
    await within(STOP_MILLISECONDS_MAX, this.#loop ?? Promise.resolve());
  }

  async #run(): Promise<void> {
    let pause = BACKOFF_MILLISECONDS.first;
    while (!this.#isStopping) {
      try {
        await this.#options.database.withConnection((connection) => this.#hold(connection));
        pause = BACKOFF_MILLISECONDS.first;
      } catch (error) {
        if (this.#isStopping) return;
        this.#log.warn('the relay waits for its database', { error: String(error), retryInMilliseconds: pause });
        await this.#bell.wait(pause);
        pause = Math.min(pause * 2, BACKOFF_MILLISECONDS.max);
      }
    }
  }

  async #hold(connection: DedicatedConnection): Promise<void> {
    while (!(await this.#lock(connection))) {
      await this.#bell.wait(LOCK_RETRY_MILLISECONDS);
      if (this.#isStopping) return;
    }
    let idle = IDLE_MILLISECONDS.first;
    let backoff = BACKOFF_MILLISECONDS.first;
    while (!this.#isStopping && !connection.lost.aborted) {
      await this.#upkeep();
      const beganAt = performance.now();
      const rows = await this.#unpublished(connection);
      if (rows.length === 0) {
        idle = (await this.#bell.wait(idle)) ? IDLE_MILLISECONDS.first : Math.min(idle * 2, IDLE_MILLISECONDS.max);
        continue;
      }
      idle = IDLE_MILLISECONDS.first;
      if (await this.#send(connection, rows)) {
        backoff = BACKOFF_MILLISECONDS.first;
        // A first fact after silence leaves at once; only a relay that is busy waits for company.
        const left = beganAt + limits.relayPace.value - performance.now();
        if (left > 0 && !this.#isStopping) await pause(left);
      } else {
        await this.#bell.wait(backoff);
        backoff = Math.min(backoff * 2, BACKOFF_MILLISECONDS.max);
      }
    }
  }

  async #lock(connection: DedicatedConnection): Promise<boolean> {
    const [row] = await connection.query<{ held: boolean }>(
      `select pg_try_advisory_lock(hashtextextended('bulou:relay:' || current_schema(), 0)) as held`,
    );
    return row?.held === true;
  }

  async #unpublished(connection: DedicatedConnection): Promise<OutboxRow[]> {
    return connection.query<OutboxRow>(
      `select position, id, aggregatetype, aggregateid, aggregate_version, type, payload::text as payload, headers,
              captured_at, recorded_at
         from outbox where published_at is null order by position limit ${ROWS_PER_ROUND}`,
    );
  }

  /** Sends the rows in order, in sends that fit a record batch. Out: whether all of them are with the brokers. */
  async #send(connection: DedicatedConnection, rows: readonly OutboxRow[]): Promise<boolean> {
    for (const chunk of bySize(rows)) {
      try {
        await this.#options.sink.publish(chunk.map((row) => toMessage(row, this.#options.producer)));
      } catch (error) {
        this.#log.warn('the brokers did not take a chunk; it stays', { waiting: rows.length, error: String(error) });
        return false;
      }
      failpoint('relay-sent');
      await mark(connection, chunk);
    }
    return true;
  }

  async #upkeep(): Promise<void> {
    const now = performance.now();
    if (now < this.#upkeepAt) return;
    this.#upkeepAt = now + UPKEEP_MILLISECONDS;
    try {
      await keepPartitions(this.#options.database);
    } catch (error) {
      this.#log.warn('the partitions of the outbox could not be kept; tried again in an hour', {
        error: String(error),
      });
    }
  }
}

function bySize(rows: readonly OutboxRow[]): OutboxRow[][] {
  const chunks: OutboxRow[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    const size = Buffer.byteLength(row.payload) + 1024; // headers and framing are well below a kilobyte
    if (bytes + size > BYTES_PER_SEND) {
      chunks.push([]);
      bytes = 0;
    }
    chunks.at(-1)?.push(row);
    bytes += size;
  }
  return chunks;
}

async function mark(connection: DedicatedConnection, rows: readonly OutboxRow[]): Promise<void> {
  const times = rows.map((row) => row.recorded_at.getTime());
  // The bounds let PostgreSQL touch one or two day partitions instead of all of them.
  await connection.query(
    `update outbox set published_at = clock_timestamp()
      where published_at is null and position = any($1::bigint[]) and recorded_at between $2 and $3`,
    [rows.map((row) => row.position), new Date(Math.min(...times)), new Date(Math.max(...times))],
  );
}
