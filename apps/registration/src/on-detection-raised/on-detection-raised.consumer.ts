import { DetectionRaisedV1 } from '@lib/contracts/events/lab/detection-raised.v1';
import { eventsOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { ResidenceStore } from '../residence/residence.store.js';

/** A detection landed: the communities where its people live answer for them, and only this room knows which those are. */
@Injectable()
export class OnDetectionRaised implements EventHandler {
  readonly consumes = [DetectionRaisedV1];

  constructor(private readonly residences: ResidenceStore) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    const raised = eventsOf(DetectionRaisedV1, events).map((event) => {
      const { campaignId, tubeId, resultVersion, members } = event.data;
      const persons = members.flatMap(({ subjectKind, subjectId }) => (subjectKind === 'person' ? [subjectId] : []));
      return { campaignId, tubeId, resultVersion, persons, causation: event };
    });
    await this.residences.tell(tx, raised);
  }
}
