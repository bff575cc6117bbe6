import { ResidencesToldV1 } from '@lib/contracts/events/registration/residences-told.v1';
import { eventsOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { FanOut } from '../fan-out/fan-out.handler.js';

/** Registration knows where the people of a detected tube live: their own communities are told. */
@Injectable()
export class OnResidencesTold implements EventHandler {
  readonly consumes = [ResidencesToldV1];

  constructor(private readonly fanOut: FanOut) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    const tubes = new Map<string, ReadonlyMap<string, string | null>>();
    for (const { data } of eventsOf(ResidencesToldV1, events)) {
      const told = data.residences.map(({ participantId, divisionCode }) => [participantId, divisionCode] as const);
      tubes.set(data.tubeId, new Map([...(tubes.get(data.tubeId) ?? []), ...told]));
    }
    await this.fanOut.tellCommunities(tx, tubes);
  }
}
