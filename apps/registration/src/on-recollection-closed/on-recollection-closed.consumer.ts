import { RecollectionClosedV1 } from '@lib/contracts/events/isolation/recollection-closed.v1';
import { eventsOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { RecollectionOrderStore } from '../recollection-order/recollection-order.store.js';

/** Nobody has to be drawn on an order any more; it leaves the sites' lists, so that no one is sampled twice. */
@Injectable()
export class OnRecollectionClosed implements EventHandler {
  readonly consumes = [RecollectionClosedV1];

  constructor(private readonly orders: RecollectionOrderStore) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    await this.orders.close(
      tx,
      eventsOf(RecollectionClosedV1, events).map(({ data }) => data),
    );
  }
}
