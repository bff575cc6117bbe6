import { eventsOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import { RecollectionRequestedV1 } from '@lib/contracts/events/isolation/recollection-requested.v1';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { RecollectionOrderStore } from '../recollection-order/recollection-order.store.js';

/** Isolation asks for a specimen; this room puts the person on the list of the sites. */
@Injectable()
export class OnRecollectionRequested implements EventHandler {
  readonly consumes = [RecollectionRequestedV1];

  constructor(private readonly orders: RecollectionOrderStore) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    const requests = eventsOf(RecollectionRequestedV1, events);
    await this.orders.place(
      tx,
      requests.map((event) => ({
        order: { ...event.data, caseId: event.data.caseId ?? null, causeTubeId: event.data.causeTubeId ?? null },
        causation: event,
      })),
    );
  }
}
