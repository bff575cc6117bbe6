import { setTimeout as pause } from 'node:timers/promises';
import { Database, Log, Shutdown } from '@lib/platform';
import type { DedicatedConnection } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { EraseIdentities } from '../close-campaign/erase-identities.handler.js';
import { Retention } from '../retention/retention.store.js';
import { HouseholdStore } from '../household/household.store.js';
import { ResealRows } from '../participant/reseal.store.js';

const restMs = 2_000;
const sweepMs = 600_000;
const sweptAtOnce = 2_000;
// Opening and sealing four values is some 20 µs a row; 500 rows are a transaction of well below 100 ms.
const rowsAtOnce = 500;

/**
 * Does in the background, in one replica at a time, what nobody waits for: seals rows under the campaign's present key,
 * indexes residences, deletes the identities of campaigns that were closed,
 * and what is past its time.
 * Each turn is small and leaves nothing half done; whoever gets the lock next goes on.
 */
@Injectable()
export class Caretaker implements OnApplicationBootstrap {
  readonly #ending = new AbortController();
  #loop: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly rows: ResealRows,
    private readonly households: HouseholdStore,
    private readonly eraseIdentities: EraseIdentities,
    private readonly retention: Retention,
    private readonly log: Log,
    private readonly shutdown: Shutdown,
  ) {}

  onApplicationBootstrap(): void {
    this.#loop ??= this.#run();
    this.shutdown.add('consumers', 'caretaker', () => this.stop());
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (!this.#ending.signal.aborted) {
      try {
        await this.database.withConnection((connection) => this.#hold(connection));
      } catch (error) {
        if (this.#ending.signal.aborted) return;
        this.log.warn('the caretaker waits for its database', { error: String(error) });
      }
      await this.#rest();
    }
  }

  async #hold(connection: DedicatedConnection): Promise<void> {
    const [row] = await connection.query<{ held: boolean }>(
      `select pg_try_advisory_lock(hashtextextended('bulou:caretaker:' || current_schema(), 0)) as held`,
    );
    if (row?.held !== true) return;
    let sweptAt = Number.NEGATIVE_INFINITY;
    while (!this.#ending.signal.aborted && !connection.lost.aborted) {
      const work = await this.#attempt('seal rows anew', () =>
        this.database.transaction((tx) => this.rows.some(tx, rowsAtOnce)),
      );
      const indexed = await this.#attempt('index residences', () =>
        this.database.transaction((tx) => this.households.indexSome(tx, rowsAtOnce)),
      );
      const erased = await this.#attempt('delete identities', () => this.eraseIdentities.some());
      if (performance.now() - sweptAt >= sweepMs) {
        const gone = await this.#attempt('delete what is past its time', () => this.retention.sweep(sweptAtOnce));
        // A chunk that was full says that there is more; it follows after the next turn.
        if (gone < sweptAtOnce) sweptAt = performance.now();
      }
      if (work + indexed + erased === 0) await this.#rest();
    }
  }

  // One kind of work that fails must not stop the others; it is tried again after a rest.
  async #attempt(what: string, work: () => Promise<number>): Promise<number> {
    try {
      return await work();
    } catch (error) {
      this.log.error('a turn of the caretaker failed', error, { what });
      return 0;
    }
  }

  async #rest(): Promise<void> {
    await pause(restMs, undefined, { signal: this.#ending.signal }).catch(() => undefined);
  }
}
