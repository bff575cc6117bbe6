import { DetectionWithdrawnV1 } from '@lib/contracts/events/lab/detection-withdrawn.v1';
import { eventsOf, isEventOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { portionOfPeople } from '../subject/portion-of-people.js';
import { WithdrawDetections } from '../withdraw-detections/withdraw-detections.handler.js';

/** The laboratory took a detection back: what was done because of it alone is undone. */
@Injectable()
export class OnDetectionWithdrawn implements EventHandler {
  readonly consumes = [DetectionWithdrawnV1];
  readonly portion = portionOfPeople((event) =>
    isEventOf(DetectionWithdrawnV1, event) ? event.data.members.length : 0,
  );

  constructor(private readonly withdrawDetections: WithdrawDetections) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    const commands = eventsOf(DetectionWithdrawnV1, events).map((event) => ({
      tubeId: event.data.tubeId,
      supersedes: event.data.supersedes,
      resultVersion: event.data.resultVersion,
      reason: event.data.reason,
      actor: event.data.withdrawnBy,
      causation: event,
    }));
    await this.withdrawDetections.run(commands, tx);
  }
}
