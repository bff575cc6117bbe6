import { setTimeout as pause } from 'node:timers/promises';
import { Database, Log, Shutdown } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { Waits } from './waits.handler.js';
import { WaitStore } from './wait.store.js';

const everyMs = 1_000; // Only how soon it is written: whether somebody waits is asked of the clock.
const rowsPerCommit = 200;

/** Writes down which waits ran out. The result is still owed: its task is overdue from that instant, and climbs. */
@Injectable()
export class EndWaitsWorker implements OnApplicationBootstrap {
  readonly #ending = new AbortController();
  #loop: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly waits: WaitStore,
    private readonly handler: Waits,
    private readonly log: Log,
    private readonly shutdown: Shutdown,
  ) {}

  onApplicationBootstrap(): void {
    this.#loop ??= this.#run();
    this.shutdown.add('consumers', 'end-waits', async () => {
      this.#ending.abort();
      await this.#loop;
    });
  }

  /** Out: how many waits ran out. */
  async look(): Promise<number> {
    return this.database.transaction((tx) => this.#end(tx));
  }

  async #end(tx: Tx): Promise<number> {
    const due = await this.waits.lockDue(tx, rowsPerCommit);
    for (const wait of due) {
      await this.waits.end(tx, wait, 'term-over', 'isolation');
      await this.handler.leaveRoom(tx, wait, 'isolation');
    }
    return due.length;
  }

  async #run(): Promise<void> {
    while (!this.#ending.signal.aborted) {
      try {
        await this.look();
      } catch (error) {
        this.log.warn('waits that ran out are written down at the next look', { error: String(error) });
      }
      await pause(everyMs, undefined, { signal: this.#ending.signal }).catch(() => undefined);
    }
  }
}
