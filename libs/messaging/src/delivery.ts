import { Malformed, Refusal } from '@lib/contracts/refusals';
import { beginWork, type Database, isTracing, type Tx } from '@lib/platform';
import { absolve, behindParkedKey, bury, lockKeys, type Parking, storableKey, troubleOf } from './dead-letter.js';
import { type Decoded, Decoder, type InboundMessage } from './envelope.js';
import { describeFailure, failureKind } from './failure.js';
import { claim } from './inbox.js';
import { type MessagingLog, silentLog } from './kafka.js';
import { portionsOf } from './portions.js';
import type { EventHandler, ReceivedEvent } from './received-event.js';
import { layStages, type Stage } from './stages.js';

/** What the delivery of a chunk may ask of the loop that feeds it. */
export interface Pulse {
  /** Called between attempts: keeps the group membership alive; what it throws ends the delivery. */
  beat(): Promise<void>;
  /** False when the chunk is no longer ours (rebalance, stop). */
  isOurs(): boolean;
  /** Waits between attempts. */
  sleep(milliseconds: number): Promise<void>;
}

export interface DeliveryOptions {
  readonly database: Database;
  /** The inbox name: the consumer group without namespace. Renaming it applies everything a second time. */
  readonly consumer: string;
  readonly handlers: readonly EventHandler[];
  readonly log?: MessagingLog;
}

/** Tries of one event, counted in PostgreSQL so that a restart does not forget them. */
export const ATTEMPTS_MAX = 3;

const ATTEMPT_PAUSE_MILLISECONDS = 200; // then 4 times as long: a passing fault gets a second to pass
const AGAIN_PAUSE_MILLISECONDS = 10;
const AWAY_PAUSE_MILLISECONDS = { first: 200, max: 5_000 };

type Outcome = 'done' | 'not-ours';

/**
 * Applies messages of one partition, in order, each once: inbox, handlers and dead letters in one transaction.
 * A fault is halved down to the guilty event, which is tried three times and then parked with its key; events of other
 * keys go on. While the database is away everything waits and nothing is blamed.
 */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #decoder: Decoder;
  readonly #handlers = new Map<string, EventHandler[]>();
  readonly #log: MessagingLog;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#log = options.log ?? silentLog;
    const contracts = options.handlers.flatMap((handler) => handler.consumes);
    this.#decoder = new Decoder(contracts);
    for (const handler of options.handlers) {
      for (const contract of handler.consumes) {
        this.#handlers.set(contract.type, [...(this.#handlers.get(contract.type) ?? []), handler]);
      }
    }
  }

  /** Out: true when every message is applied, known, foreign or a dead letter, so that the offset may move on. */
  async deliver(messages: readonly InboundMessage[], pulse: Pulse): Promise<boolean> {
    const decoded = messages.flatMap((message) => this.#decoder.decode(message) ?? []);
    for (const portion of this.#portions(decoded)) if ((await this.#apply(portion, pulse)) !== 'done') return false;
    return true;
  }

  /**
   * Applies chunks of several partitions in one transaction, without trying twice. Out: false when it failed, or is more
   * than one transaction takes, and nothing was done; whoever asked then delivers each chunk alone.
   */
  async deliverTogether(chunks: readonly (readonly InboundMessage[])[]): Promise<boolean> {
    const decoded = chunks.flat().flatMap((message) => this.#decoder.decode(message) ?? []);
    const portions = this.#portions(decoded);
    return portions.length === 0 || (portions.length === 1 && (await this.#attempt(decoded)) === undefined);
  }

  /** Applies one message inside a transaction of the caller, for the replay of parked keys. Throws what handlers throw. */
  async applyOne(message: InboundMessage, tx: Tx): Promise<void> {
    const decoded = this.#decoder.decode(message);
    if (!decoded) throw new Error('no handler of this consumer takes this event any more');
    if (decoded.kind === 'malformed') throw new Error(decoded.reason);
    await this.#handle([decoded.event], tx);
  }

  #portions(decoded: readonly Decoded[]): Decoded[][] {
    return portionsOf(decoded, (type) => this.#handlers.get(type) ?? []);
  }

  async #apply(chunk: readonly Decoded[], pulse: Pulse): Promise<Outcome> {
    let pause = AWAY_PAUSE_MILLISECONDS.first;
    let alone = 0;
    for (;;) {
      if (!pulse.isOurs()) return 'not-ours';
      const failure = await this.#attempt(chunk);
      await pulse.beat();
      if (!failure) return 'done';
      const kind = failureKind(failure.error);
      if (kind === 'content') {
        const [first] = chunk;
        if (chunk.length > 1 || !first) return this.#applyHalves(chunk, pulse);
        if (await this.#giveUp(first, failure.error)) return 'done';
        await pulse.sleep(ATTEMPT_PAUSE_MILLISECONDS * 4 ** alone++);
      } else {
        if (kind === 'away')
          this.#log.warn('a chunk waits for the database', { error: describeFailure(failure.error) });
        await pulse.sleep(kind === 'away' ? pause : AGAIN_PAUSE_MILLISECONDS * (1 + Math.random()));
        pause = Math.min(pause * 2, AWAY_PAUSE_MILLISECONDS.max);
      }
    }
  }

  async #applyHalves(chunk: readonly Decoded[], pulse: Pulse): Promise<Outcome> {
    const middle = chunk.length >> 1;
    const outcome = await this.#apply(chunk.slice(0, middle), pulse);
    return outcome === 'done' ? this.#apply(chunk.slice(middle), pulse) : outcome;
  }

  async #attempt(chunk: readonly Decoded[]): Promise<{ error: unknown } | undefined> {
    try {
      await this.#options.database.transaction((tx) => this.#transact(chunk, tx));
      return undefined;
    } catch (error) {
      return { error };
    }
  }

  async #transact(chunk: readonly Decoded[], tx: Tx): Promise<void> {
    const { consumer } = this.#options;
    const fresh = await claim(
      tx,
      consumer,
      chunk.map((decoded) => decoded.id),
    );
    // `delete` answers true once per id: a message that stands twice in one chunk is taken once.
    const news = chunk.filter((decoded) => fresh.delete(decoded.id));
    if (news.length === 0) return;
    const parkings: Parking[] = [];
    const events: ReceivedEvent[] = [];
    for (const [topic, ofTopic] of Map.groupBy(news, ({ message }) => message.topic)) {
      const sorted = await this.#sortOut(topic, ofTopic, tx);
      parkings.push(...sorted.parkings);
      events.push(...sorted.events);
    }
    if (parkings.length > 0) {
      await bury(tx, consumer, 'parked', parkings);
      tx.afterCommit(() => this.#log.error('events were parked', undefined, { consumer, parked: parkings.length }));
    }
    await this.#handle(events, tx);
  }

  /** Malformed events, and all that stand behind a parked one of their key, go aside; the rest is for the handlers. */
  async #sortOut(
    topic: string,
    news: readonly Decoded[],
    tx: Tx,
  ): Promise<{ parkings: Parking[]; events: ReceivedEvent[] }> {
    const { consumer } = this.#options;
    const keys = [...new Set(news.map((decoded) => storableKey(decoded.message.key)))];
    let trouble = await troubleOf(tx, consumer, topic, keys);
    if (trouble.parkedKeys.size > 0) {
      // A replay may be emptying the key this very moment: look again once it has let go.
      await lockKeys(tx, consumer, topic, [...trouble.parkedKeys]);
      trouble = await troubleOf(tx, consumer, topic, keys);
    }
    if (trouble.failing.length > 0)
      await absolve(
        tx,
        consumer,
        news.map((decoded) => decoded.id),
      );
    const parkings: Parking[] = [];
    const events: ReceivedEvent[] = [];
    for (const decoded of news) {
      const key = storableKey(decoded.message.key);
      if (trouble.parkedKeys.has(key)) parkings.push({ decoded, reason: behindParkedKey });
      else if (decoded.kind === 'event') events.push(decoded.event);
      else {
        parkings.push({ decoded, reason: decoded.reason });
        trouble.parkedKeys.add(key);
      }
    }
    return { parkings, events };
  }

  async #handle(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    for (const stage of layStages(events, (type) => this.#handlers.get(type) ?? [])) {
      await this.#follow(stage, tx);
    }
  }

  /** Each event's own trace goes on; a call with one event – an alarm – runs within it, so that its job does too. */
  async #follow({ handler, events }: Stage, tx: Tx): Promise<void> {
    if (!isTracing()) return handler.on(events, tx);
    const works = events.map(({ type, headers }) =>
      beginWork(`${this.#options.consumer} ${type}`, 'event', headers['traceparent']),
    );
    const told = events.map((event, index) => withTraceparent(event, works[index]?.traceparent));
    const [only] = works;
    try {
      await (works.length === 1 && only !== undefined ? only.within(() => handler.on(told, tx)) : handler.on(told, tx));
      for (const work of works) work.end();
    } catch (error) {
      for (const work of works) work.end({}, error);
      throw error;
    }
  }

  /**
   * Writes down that this event failed alone. Out: true when it is given up for good: refused by the law of the room
   * (its key goes on), or malformed or failed for the third time (its key is parked).
   */
  async #giveUp(decoded: Decoded, error: unknown): Promise<boolean> {
    const { consumer, database } = this.#options;
    const blame = [{ decoded, reason: describeFailure(error) }];
    const where = { consumer, topic: decoded.message.topic, eventId: decoded.id, error: describeFailure(error) };
    try {
      return await database.transaction(async (tx) => {
        const attempts = await bury(tx, consumer, 'failing', blame);
        const isRefused = error instanceof Refusal;
        if (!isRefused && !(error instanceof Malformed) && attempts < ATTEMPTS_MAX) return false;
        if ((await claim(tx, consumer, [decoded.id])).size > 0) {
          await bury(tx, consumer, isRefused ? 'refused' : 'parked', blame);
          tx.afterCommit(() => this.#tell(isRefused, { ...where, attempts }));
        } else await absolve(tx, consumer, [decoded.id]);
        return true;
      });
    } catch (fault) {
      this.#log.warn('a failed attempt could not be written down', { ...where, fault: describeFailure(fault) });
      return false;
    }
  }

  #tell(isRefused: boolean, where: Record<string, string | number>): void {
    if (isRefused) this.#log.info('an event was refused', where);
    else this.#log.error('an event was parked with its key', undefined, where);
  }
}

const withTraceparent = (event: ReceivedEvent, traceparent: string | undefined): ReceivedEvent =>
  traceparent === undefined ? event : { ...event, headers: { ...event.headers, traceparent } };
