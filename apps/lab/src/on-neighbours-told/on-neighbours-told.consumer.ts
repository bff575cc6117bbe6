import { NeighboursToldV1 } from '@lib/contracts/events/batching/neighbours-told.v1';
import { eventsOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { TellLookBack } from '../look-back/tell-look-back.handler.js';

/** Somebody was found, and batching names the tubes in which they were before. */
@Injectable()
export class OnNeighboursTold implements EventHandler {
  readonly consumes = [NeighboursToldV1];

  constructor(private readonly tellLookBack: TellLookBack) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    // The tubes are in the first part.
    const asked = eventsOf(NeighboursToldV1, events).filter(({ data }) => data.part === 1);
    const commands = asked.map((causation) => {
      const { questionId, caseId, campaignId, tubes } = causation.data;
      return { questionId, caseId, campaignId, tubeIds: tubes.map(({ tubeId }) => tubeId), causation };
    });
    await this.tellLookBack.run(commands, tx);
  }
}
