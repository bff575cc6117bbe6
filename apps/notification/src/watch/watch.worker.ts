import { setTimeout as pause } from 'node:timers/promises';
import { Database, Log, Shutdown } from '@lib/platform';
import type { DedicatedConnection } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { RingDispatches } from '../deliver-dispatches/ring-dispatches.handler.js';
import { DispatchLadder } from '../dispatch/dispatch-ladder.store.js';
import { LadderStore } from '../ladder/ladder.store.js';
import { QueueCases } from '../queue-cases/queue-cases.handler.js';

const climbMs = 1_000; // The shortest rung of a drill lasts about a second.
const reconcileMs = 3_000; // Well below the 60 s within which a flushed Redis must be whole again.
const retryMs = 1_000;

/**
 * Watches the ledger in one replica at a time, the holder of an advisory lock: climbs ladders whose silence is over and
 * rings again for what isolation has not acknowledged. It holds no truth; whoever gets the lock next goes on.
 */
@Injectable()
export class Watch implements OnApplicationBootstrap {
  readonly #ending = new AbortController();
  #loop: Promise<void> | undefined;

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
    this.#loop ??= this.#run();
    this.shutdown.add('consumers', 'watch', () => this.stop());
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
        this.log.warn('the watch waits for its database', { error: String(error) });
      }
      await this.#sleep(retryMs);
    }
  }

  async #hold(connection: DedicatedConnection): Promise<void> {
    const [row] = await connection.query<{ held: boolean }>(
      `select pg_try_advisory_lock(hashtextextended('bulou:watch:' || current_schema(), 0)) as held`,
    );
    if (row?.held !== true) return;
    let reconciledAt = Number.NEGATIVE_INFINITY;
    while (!this.#ending.signal.aborted && !connection.lost.aborted) {
      await this.#attempt('ladders', () => this.database.transaction((tx) => this.ladder.climb(tx)));
      await this.#attempt('owners', () => this.database.transaction((tx) => this.ladder.callAgain(tx)));
      await this.#attempt('ladders of dispatches', () =>
        this.database.transaction((tx) => this.dispatchLadder.climb(tx)),
      );
      await this.#attempt('owners of dispatches', () =>
        this.database.transaction((tx) => this.dispatchLadder.callAgain(tx)),
      );
      if (performance.now() - reconciledAt >= reconcileMs) {
        await this.#attempt('bells', () => this.queueCases.reconcile());
        await this.#attempt('dispatches', () => this.dispatchBells.reconcile());
        reconciledAt = performance.now();
      }
      await this.#sleep(climbMs);
    }
  }

  // A Redis that is away must not stop the ladders, nor a fault in one round the rounds after it.
  async #attempt(what: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.log.warn('a round of the watch failed; the next one follows', { what, error: String(error) });
    }
  }

  async #sleep(milliseconds: number): Promise<void> {
    await pause(milliseconds, undefined, { signal: this.#ending.signal }).catch(() => undefined);
  }
}
