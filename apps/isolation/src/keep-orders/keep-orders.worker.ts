import { Log, Rounds, Shutdown } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { KeepOrders } from './keep-orders.handler.js';

const everyMs = 1_000; // Only how soon a task is seen: what is owed, and by when, stands in rows.

/** Looks every second for what the day brings. Several replicas may: a row is given to one of them. */
@Injectable()
export class KeepOrdersWorker implements OnApplicationBootstrap {
  constructor(
    private readonly keepOrders: KeepOrders,
    private readonly log: Log,
    private readonly shutdown: Shutdown,
  ) {}

  onApplicationBootstrap(): void {
    Rounds.start({
      ...{ name: 'keep-orders', everyMilliseconds: everyMs, log: this.log, shutdown: this.shutdown },
      turn: () => this.keepOrders.run(),
    });
  }
}
