import { setTimeout as pause } from 'node:timers/promises';
import { Log, Shutdown } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { KeepOrders } from './keep-orders.handler.js';

const everyMs = 1_000; // Only how soon a task is seen: what is owed, and by when, stands in rows.

/** Looks every second for what the day brings. Several replicas may: a row is given to one of them. */
@Injectable()
export class KeepOrdersWorker implements OnApplicationBootstrap {
  readonly #ending = new AbortController();
  #loop: Promise<void> | undefined;

  constructor(
    private readonly keepOrders: KeepOrders,
    private readonly log: Log,
    private readonly shutdown: Shutdown,
  ) {}

  onApplicationBootstrap(): void {
    this.#loop ??= this.#run();
    this.shutdown.add('consumers', 'keep-orders', async () => {
      this.#ending.abort();
      await this.#loop;
    });
  }

  async #run(): Promise<void> {
    while (!this.#ending.signal.aborted) {
      try {
        await this.keepOrders.run();
      } catch (error) {
        this.log.warn('what is owed today is opened at the next look', { error: String(error) });
      }
      await pause(everyMs, undefined, { signal: this.#ending.signal }).catch(() => undefined);
    }
  }
}
