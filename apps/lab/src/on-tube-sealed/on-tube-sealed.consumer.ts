import { TubeSealedV1 } from '@lib/contracts/events/batching/tube-sealed.v1';
import { eventsOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { learnSealing } from '../tube/foreign-facts.decider.js';
import type { SealedFacts } from '../tube/tube.js';
import { TubeStore } from '../tube/tube.store.js';

/** Who is in a tube: with it, results and alarms can name the members. */
@Injectable()
export class OnTubeSealed implements EventHandler {
  readonly consumes = [TubeSealedV1];

  constructor(private readonly tubes: TubeStore) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    const told = new Map(eventsOf(TubeSealedV1, events).map((event) => [event.data.tubeId, factsOf(event)]));
    await this.tubes.change(tx, [...told.keys()], (turn) => {
      const sealed = told.get(turn.tube.tubeId);
      if (sealed !== undefined) learnSealing(turn, sealed);
    });
  }
}

// A device's clock is information only. Sampling is counted from the recorded opening of the tube, before which nobody can
// be in it: a proof that begins then is never too long.
function factsOf({ data }: ReceivedEvent<typeof TubeSealedV1>): SealedFacts {
  const { campaignId, roundId, siteCode, purpose, orderId, members, openedAt } = data;
  return { campaignId, roundId, siteCode, purpose, orderId, members, sampledAt: new Date(openedAt) };
}
