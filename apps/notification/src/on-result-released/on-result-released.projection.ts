import { ResultReleasedV1 } from '@lib/contracts/events/lab/result-released.v1';
import { eventsOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { StandingStore } from '../standing/standing.store.js';

/** Keeps which versions of single tubes may be told. Pools are told on the page alone; no notice speaks of them. */
@Injectable()
export class OnResultReleased implements EventHandler {
  readonly consumes = [ResultReleasedV1];

  constructor(private readonly standings: StandingStore) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    const singles = eventsOf(ResultReleasedV1, events).filter(
      ({ data }) => data.purpose === 'recollection' || data.members.length === 1,
    );
    const released = singles.map(({ data: { tubeId, resultVersion: version, finding, status, releasedAt } }) => {
      return { tubeId, version, finding, status, releasedAt: new Date(releasedAt) };
    });
    if (released.length > 0) await this.standings.keepReleases(tx, released);
  }
}
