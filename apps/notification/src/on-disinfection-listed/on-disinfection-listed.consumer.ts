import { DisinfectionListedV1 } from '@lib/contracts/events/isolation/disinfection-listed.v1';
import { eventsOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { AcknowledgeMembers } from '../acknowledge-members/acknowledge-members.handler.js';

/** The places and goods of an alert are on the disinfection list: those members have arrived. */
@Injectable()
export class OnDisinfectionListed implements EventHandler {
  readonly consumes = [DisinfectionListedV1];

  constructor(private readonly acknowledgeMembers: AcknowledgeMembers) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    const ids = eventsOf(DisinfectionListedV1, events).map(({ data }) => data.escalationId);
    await this.acknowledgeMembers.runListed(ids, tx);
  }
}
