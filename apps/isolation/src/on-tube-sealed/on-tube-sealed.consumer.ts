import { TubeSealedV1 } from '@lib/contracts/events/batching/tube-sealed.v1';
import { eventsOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { CollectRecollections } from '../collect-recollections/collect-recollections.handler.js';

/** A tube was sealed. Only one that was drawn to look again matters here; the round's own tubes pass by. */
@Injectable()
export class OnTubeSealed implements EventHandler {
  readonly consumes = [TubeSealedV1];

  constructor(private readonly collectRecollections: CollectRecollections) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    const commands = eventsOf(TubeSealedV1, events)
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
