import { ResidencesToldV1 } from '@lib/contracts/events/registration/residences-told.v1';
import { eventsOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { ResidenceStore } from '../residence/residence.store.js';

/** Registration says where people of a detected tube live: the officer of that district sees them from now on. */
@Injectable()
export class OnResidencesTold implements EventHandler {
  readonly consumes = [ResidencesToldV1];

  constructor(private readonly residences: ResidenceStore) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    const told = eventsOf(ResidencesToldV1, events).flatMap(({ data: { campaignId, residences } }) =>
      residences.flatMap(({ participantId, divisionCode }) =>
        divisionCode === null ? [] : [{ campaignId, participantId, divisionCode }],
      ),
    );
    await this.residences.keep(tx, told);
  }
}
