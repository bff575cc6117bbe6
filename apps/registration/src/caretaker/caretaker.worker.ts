import { Database, Log, moreWaits, Rounds, Shutdown } from '@lib/platform';
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
  #sweptAt = Number.NEGATIVE_INFINITY;

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
    Rounds.start({
      ...{ name: 'caretaker', everyMilliseconds: restMs, log: this.log, shutdown: this.shutdown, alone: this.database },
      turn: () => this.#turn(),
    });
  }

  async #turn(): Promise<typeof moreWaits | undefined> {
    const sealed = await this.#attempt('seal rows anew', () =>
      this.database.transaction((tx) => this.rows.some(tx, rowsAtOnce)),
    );
    const indexed = await this.#attempt('index residences', () =>
      this.database.transaction((tx) => this.households.indexSome(tx, rowsAtOnce)),
    );
    const erased = await this.#attempt('delete identities', () => this.eraseIdentities.some());
    if (performance.now() - this.#sweptAt >= sweepMs) {
      const gone = await this.#attempt('delete what is past its time', () => this.retention.sweep(sweptAtOnce));
      // A chunk that was full says that there is more; it follows after the next turn.
      if (gone < sweptAtOnce) this.#sweptAt = performance.now();
    }
    return sealed + indexed + erased > 0 ? moreWaits : undefined;
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
}
