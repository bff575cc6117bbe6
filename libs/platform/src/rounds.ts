import { setTimeout as pause } from 'node:timers/promises';
import type { Database, DedicatedConnection } from './database.js';
import type { Log } from './log.js';
import type { Shutdown } from './shutdown.js';

/** What a turn answers when more waits than it took: the next one follows at once. */
export const moreWaits = Symbol('more waits');

export interface RoundsOptions {
  /** As the log and the shutdown call it. */
  readonly name: string;
  /** Rest between the end of a turn and the next. */
  readonly everyMilliseconds: number;
  /** One turn, small and safe to repeat. One that throws is logged, and the next one follows. */
  readonly turn: () => Promise<unknown>;
  readonly log: Log;
  readonly shutdown: Shutdown;
  /** In one replica at a time, the holder of an advisory lock of this schema; without it every replica makes its rounds. */
  readonly alone?: Database;
}

/** Work that nobody waits for, turn after turn, until the service ends. It holds no truth: whoever comes next goes on. */
export class Rounds {
  readonly #options: RoundsOptions;
  readonly #ending = new AbortController();
  readonly #loop: Promise<void>;

  private constructor(options: RoundsOptions) {
    this.#options = options;
    this.#loop = options.alone === undefined ? this.#turns(this.#ending.signal) : this.#turnsAlone(options.alone);
    options.shutdown.add('consumers', options.name, () => this.stop());
  }

  /** Begins at once; ends with the consumers, after the turn in hand. */
  static start(options: RoundsOptions): Rounds {
    return new Rounds(options);
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#loop;
  }

  async #turnsAlone(database: Database): Promise<void> {
    while (!this.#ending.signal.aborted) {
      try {
        await database.withConnection((connection) => this.#whileHeld(connection));
      } catch (error) {
        this.#tell('rounds wait for the database', error);
      }
      await this.#rest(this.#ending.signal);
    }
  }

  async #whileHeld(connection: DedicatedConnection): Promise<void> {
    const [row] = await connection.query<{ held: boolean }>(
      `select pg_try_advisory_lock(hashtextextended($1 || current_schema(), 0)) as held`,
      [`bulou:${this.#options.name}:`],
    );
    if (row?.held === true) await this.#turns(AbortSignal.any([this.#ending.signal, connection.lost]));
  }

  async #turns(over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      let answer: unknown;
      try {
        answer = await this.#options.turn();
      } catch (error) {
        this.#tell('a round failed; the next one follows', error);
      }
      if (answer !== moreWaits) await this.#rest(over);
    }
  }

  #tell(message: string, error: unknown): void {
    if (!this.#ending.signal.aborted) this.#options.log.warn(message, { of: this.#options.name, error: String(error) });
  }

  async #rest(over: AbortSignal): Promise<void> {
    await pause(this.#options.everyMilliseconds, undefined, { signal: over }).catch(() => undefined);
  }
}
