import { TubeSealedV1 } from '@lib/contracts/events/batching/tube-sealed.v1';
import { eventsOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { HouseholdTubeStore } from '../household-tubes/household-tube.store.js';
import { SealedTubeStore } from '../waits/sealed-tube.store.js';
import { CollectRecollections } from '../collect-recollections/collect-recollections.handler.js';

/**
 * A tube was sealed. Of the round's own tubes a household's is remembered, and whose it is where somebody may wait for it;
 * one that was drawn to look again takes its order with it.
 */
@Injectable()
export class OnTubeSealed implements EventHandler {
  readonly consumes = [TubeSealedV1];

  constructor(
    private readonly collectRecollections: CollectRecollections,
    private readonly households: HouseholdTubeStore,
    private readonly tubes: SealedTubeStore,
  ) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    const sealed = eventsOf(TubeSealedV1, events);
    await this.tubes.keep(
      tx,
      sealed.map(({ data }) => data),
    );
    await this.households.keep(
      tx,
      sealed.map(({ data }) => data).filter(({ partialReason }) => partialReason === 'household'),
    );
    const commands = sealed
      .filter(({ data }) => data.purpose === 'recollection' || data.orderId !== undefined)
      .map((event) => ({
        campaignId: event.data.campaignId,
        tubeId: event.data.tubeId,
        siteCode: event.data.siteCode,
        orderId: event.data.orderId ?? null,
        members: event.data.members,
        sealedAt: event.recordedAt,
        isRetained: event.data.isRetained === true,
        actor: event.data.sealedBy,
        causation: event,
      }));
    if (commands.length > 0) await this.collectRecollections.run(commands, tx);
  }
}
