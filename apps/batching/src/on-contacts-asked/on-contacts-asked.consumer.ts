import { ContactsAskedV1 } from '@lib/contracts/events/isolation/contacts-asked.v1';
import { type EventHandler, eventsOf, type ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { TellNeighbours } from '../neighbour-search/tell-neighbours.handler.js';

/** Isolation asks who was near somebody; this room knows tubes and lanes. */
@Injectable()
export class OnContactsAsked implements EventHandler {
  readonly consumes = [ContactsAskedV1];

  constructor(private readonly tellNeighbours: TellNeighbours) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    const asked = eventsOf(ContactsAskedV1, events);
    await this.tellNeighbours.run(
      asked.map((causation) => ({ ...causation.data, causation })),
      tx,
    );
  }
}
