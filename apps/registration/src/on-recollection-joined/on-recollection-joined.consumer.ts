import { RecollectionJoinedV1 } from '@lib/contracts/events/isolation/recollection-joined.v1';
import { eventsOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { RecollectionOrderStore } from '../recollection-order/recollection-order.store.js';

/** An order serves a further cause: the list of the sites goes by the earliest clock. */
@Injectable()
export class OnRecollectionJoined implements EventHandler {
  readonly consumes = [RecollectionJoinedV1];

  constructor(private readonly orders: RecollectionOrderStore) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    await this.orders.hasten(
      tx,
      eventsOf(RecollectionJoinedV1, events).map(({ data }) => data),
    );
  }
}
