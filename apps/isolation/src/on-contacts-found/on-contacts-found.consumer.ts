import { NeighboursToldV1 } from '@lib/contracts/events/batching/neighbours-told.v1';
import { LookBackToldV1 } from '@lib/contracts/events/lab/look-back-told.v1';
import { HouseholdToldV1 } from '@lib/contracts/events/registration/household-told.v1';
import { eventsOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { FoundContacts } from '../contact-search/found-contacts.handler.js';

const contentOf = <T>({ data }: { readonly data: T }): T => data;

/** The rooms that know tubes, queues, households and earlier results answer a question about contacts. */
@Injectable()
export class OnContactsFound implements EventHandler {
  readonly consumes = [NeighboursToldV1, HouseholdToldV1, LookBackToldV1];

  constructor(private readonly found: FoundContacts) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    await this.found.neighbours(tx, eventsOf(NeighboursToldV1, events).map(contentOf));
    await this.found.household(tx, eventsOf(HouseholdToldV1, events).map(contentOf));
    await this.found.earlierResults(tx, eventsOf(LookBackToldV1, events).map(contentOf));
  }
}
