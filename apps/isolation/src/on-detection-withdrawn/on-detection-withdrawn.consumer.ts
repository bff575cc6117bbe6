import { DetectionWithdrawnV1 } from '@lib/contracts/events/lab/detection-withdrawn.v1';
import { eventsOf, isEventOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { WithdrawDetections } from '../withdraw-detections/withdraw-detections.handler.js';

// A withdrawal revokes the cases of everybody in the tube, each with tasks, measures and a notice: five hundred of them in
// one transaction were five thousand people and outlasted the watchdog (30 s). As many as opening cases takes at once.
const peoplePerCommit = 400;

/** The laboratory took a detection back: what was done because of it alone is undone. */
@Injectable()
export class OnDetectionWithdrawn implements EventHandler {
  readonly consumes = [DetectionWithdrawnV1];
  readonly portion = {
    max: peoplePerCommit,
    weigh: (event: ReceivedEvent) => (isEventOf(DetectionWithdrawnV1, event) ? event.data.members.length : 0),
  };

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
