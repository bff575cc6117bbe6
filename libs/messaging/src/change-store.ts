import { AsyncLocalStorage } from 'node:async_hooks';
import { Refusal } from '@lib/contracts/refusals';
import { currentTraceparent, type Database, failpoint, limits, type Tx } from '@lib/platform';
import { type Change, type ChangeSource, type CommandKey, decideAll, type Decision, type Outcome } from './decide.js';
import { failureKind } from './failure.js';
import type { Outbox } from './outbox.js';

export interface ChangeStoreOptions<S, R = unknown> extends ChangeSource<S, R> {
  /** Transactions at once; a second one helps little (performance §2.4 b). Default 1. */
  readonly connections?: 1 | 2;
  /** Commands in one transaction; default 300 (performance §2.4 d). */
  readonly maxChunk?: number;
  /** Commands that may wait before the next is refused with BUSY; default 2,000. */
  readonly maxQueue?: number;
  /** Says which law a broken constraint stands for; called only for a command that failed alone. */
  readonly refuse?: (error: unknown) => Refusal | undefined;
}

interface Waiting<S, R> extends Decision<S, R> {
  settle(outcome: Outcome): void;
}

// PostgreSQL chooses its victims at random; ten times in a row is no longer bad luck.
const RERUNS_MAX = limits.changeReruns.value;

/**
 * The one write path of an aggregate. Callers see `change(id, fn)`; under load it is a group commit: whenever a
 * connection is idle, all that waits goes into one transaction — lock and load once, decide each command in the order
 * of its arrival, save and append events once, commit, then answer. Without load a command waits for nobody.
 */
export class ChangeStore<S, R = unknown> {
  readonly #database: Database;
  readonly #outbox: Outbox;
  readonly #options: ChangeStoreOptions<S, R>;
  readonly #busyKeys = new Set<string>();
  // Flushes serve many callers at once and so belong to none of their async contexts.
  readonly #outsideCallers = AsyncLocalStorage.snapshot();
  #queue: Waiting<S, R>[] = [];
  #flushes = 0;
  #isPumpDue = false;
  #onDrained: (() => void)[] = [];

  constructor(database: Database, outbox: Outbox, options: ChangeStoreOptions<S, R>) {
    this.#database = database;
    this.#outbox = outbox;
    this.#options = options;
  }

  /**
   * Changes one or more aggregates in one command. `fn` is synchronous and pure, gets the states of these ids (none for
   * an id that does not exist yet) and may be run again; it must not alter the states that it is given.
   * Out: the answer, after the commit is on disk. With a `command` the answer of its first run is given for ever (as
   * JSON gives it back); refusals are not remembered, because nothing was done.
   * Throws what `fn` throws, to this caller only; `Refusal` BUSY when too many wait, IDEMPOTENCY_KEY_REUSED for another
   * body under a known command id; the driver's error when the database is away (the outcome is then unknown).
   */
  change<A>(
    ids: string | readonly string[],
    fn: (states: ReadonlyMap<string, S>, at: { readonly recordedAt: Date }) => Change<S, A, R>,
    command?: CommandKey,
  ): Promise<A> {
    try {
      this.#refuseInsideTransaction();
    } catch (error) {
      return Promise.reject(error);
    }
    if (this.#queue.length >= (this.#options.maxQueue ?? limits.changeWaiting.value)) {
      return Promise.reject(new Refusal('BUSY', { retryAfterSeconds: 1 }));
    }
    return new Promise<A>((resolve, reject) => {
      this.#queue.push({
        ids: typeof ids === 'string' ? [ids] : [...new Set(ids)],
        fn,
        command,
        traceparent: currentTraceparent(),
        settle: (outcome) => ('error' in outcome ? reject(outcome.error) : resolve(outcome.answer as A)),
      });
      this.#pumpSoon();
    });
  }

  /**
   * The same decisions inside a transaction of the caller, for consumers whose inbox must commit with them.
   * Out: one outcome per decision, in order; a refusal of one leaves the others alone.
   */
  changeWithin(tx: Tx, decisions: readonly Decision<S, R>[]): Promise<Outcome[]> {
    return decideAll(tx, this.#outbox, this.#options, decisions);
  }

  /** Resolves when nothing waits and nothing is being written. */
  async drain(): Promise<void> {
    if (this.#queue.length === 0 && this.#flushes === 0) return;
    await new Promise<void>((resolve) => this.#onDrained.push(resolve));
  }

  // `manager` throws inside a transaction: a change there would wait for a second connection while holding the first.
  #refuseInsideTransaction(): void {
    void this.#database.manager;
  }

  /** At the end of this turn of the event loop, so that commands which arrived together travel together. */
  #pumpSoon(): void {
    if (this.#isPumpDue) return;
    this.#isPumpDue = true;
    setImmediate(() => {
      this.#isPumpDue = false;
      this.#outsideCallers(() => this.#pump());
    });
  }

  #pump(): void {
    while (this.#flushes < (this.#options.connections ?? 1)) {
      const chunk = this.#take();
      if (chunk.length === 0) break;
      this.#flushes += 1;
      const keys = chunk.flatMap(keysOf);
      for (const key of keys) this.#busyKeys.add(key);
      void this.#flush(chunk).then(() => {
        this.#flushes -= 1;
        for (const key of keys) this.#busyKeys.delete(key);
        this.#pump();
      });
    }
    if (this.#queue.length === 0 && this.#flushes === 0) for (const resolve of this.#onDrained.splice(0)) resolve();
  }

  /** The oldest commands whose ids nobody is writing; a command never overtakes an older one of the same id. */
  #take(): Waiting<S, R>[] {
    const max = this.#options.maxChunk ?? limits.changeChunk.value;
    if (this.#busyKeys.size === 0) return this.#queue.splice(0, max);
    const held = new Set(this.#busyKeys);
    const chunk: Waiting<S, R>[] = [];
    this.#queue = this.#queue.filter((waiting) => {
      const keys = keysOf(waiting);
      if (chunk.length < max && !keys.some((key) => held.has(key))) return void chunk.push(waiting);
      for (const key of keys) held.add(key);
      return true;
    });
    return chunk;
  }

  /** Never rejects: every command of the chunk is settled in here. */
  async #flush(chunk: readonly Waiting<S, R>[]): Promise<void> {
    const result = await this.#commit(chunk);
    if (Array.isArray(result)) {
      chunk.forEach((waiting, index) => waiting.settle(result[index] as Outcome));
    } else if (failureKind(result.error) === 'content' && chunk.length > 1) {
      // Somebody's content broke a constraint: halving finds out whose, and the innocent are written.
      const middle = chunk.length >> 1;
      await this.#flush(chunk.slice(0, middle));
      await this.#flush(chunk.slice(middle));
    } else {
      const error = (chunk.length === 1 && this.#options.refuse?.(result.error)) || result.error;
      for (const waiting of chunk) waiting.settle({ error });
    }
  }

  async #commit(chunk: readonly Waiting<S, R>[]): Promise<Outcome[] | { error: unknown }> {
    for (let run = 0; ; run += 1) {
      try {
        const outcomes = await this.#database.transaction(async (tx) => {
          const decided = await decideAll(tx, this.#outbox, this.#options, chunk);
          failpoint('change-decided');
          return decided;
        });
        failpoint('change-committed');
        return outcomes;
      } catch (error) {
        if (failureKind(error) !== 'again' || run >= RERUNS_MAX) return { error };
      }
    }
  }
}

function keysOf<S, R>({ ids, command }: Decision<S, R>): string[] {
  return command ? [...ids, `command ${command.id}`] : [...ids];
}
