import { Database, Log, Rounds, Shutdown } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { RingDispatches } from '../deliver-dispatches/ring-dispatches.handler.js';
import { DispatchLadder } from '../dispatch/dispatch-ladder.store.js';
import { LadderStore } from '../ladder/ladder.store.js';
import { QueueCases } from '../queue-cases/queue-cases.handler.js';

const climbMs = 1_000; // The shortest rung of a drill lasts about a second.
const reconcileMs = 3_000; // Well below the 60 s within which a flushed Redis must be whole again.

/**
 * Watches the ledger in one replica at a time, the holder of an advisory lock: climbs ladders whose silence is over and
 * rings again for what isolation has not acknowledged. It holds no truth; whoever gets the lock next goes on.
 */
@Injectable()
export class Watch implements OnApplicationBootstrap {
  #reconciledAt = Number.NEGATIVE_INFINITY;
  constructor(
    private readonly database: Database,
    private readonly ladder: LadderStore,
    private readonly queueCases: QueueCases,
    private readonly dispatchLadder: DispatchLadder,
    private readonly dispatchBells: RingDispatches,
    private readonly log: Log,
    private readonly shutdown: Shutdown,
  ) {}

  onApplicationBootstrap(): void {
    Rounds.start({
      ...{ name: 'watch', everyMilliseconds: climbMs, log: this.log, shutdown: this.shutdown, alone: this.database },
      turn: () => this.#look(),
    });
  }

  async #look(): Promise<void> {
    await this.#attempt('ladders', () => this.database.transaction((tx) => this.ladder.climb(tx)));
    await this.#attempt('owners', () => this.database.transaction((tx) => this.ladder.callAgain(tx)));
    await this.#attempt('ladders of dispatches', () =>
      this.database.transaction((tx) => this.dispatchLadder.climb(tx)),
    );
    await this.#attempt('owners of dispatches', () =>
      this.database.transaction((tx) => this.dispatchLadder.callAgain(tx)),
    );
    if (performance.now() - this.#reconciledAt < reconcileMs) return;
    await this.#attempt('bells', () => this.queueCases.reconcile());
    await this.#attempt('dispatches', () => this.dispatchBells.reconcile());
    this.#reconciledAt = performance.now();
  }

  // A Redis that is away must not stop the ladders, nor a fault in one round the rounds after it.
  async #attempt(what: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.log.warn('a round of the watch failed; the next one follows', { what, error: String(error) });
    }
  }
}
