import { RetestRequestedV1 } from '@lib/contracts/events/isolation/retest-requested.v1';
import { eventsOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { RetestStore } from '../retest/retest.store.js';

/** Nobody of a detected pool was detected alone: the pool's own tube is to be tested again. */
@Injectable()
export class OnRetestRequested implements EventHandler {
  readonly consumes = [RetestRequestedV1];

  constructor(private readonly retests: RetestStore) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    await this.retests.keep(
      tx,
      eventsOf(RetestRequestedV1, events).map(({ data }) => data),
    );
  }
}
