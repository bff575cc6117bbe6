import { DetectionWithdrawnV1 } from '@lib/contracts/events/lab/detection-withdrawn.v1';
import { eventsOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { RevokeEscalations } from '../revoke-escalations/revoke-escalations.handler.js';

/** The laboratory took a detection back: nobody is to be alarmed by it any longer. */
@Injectable()
export class OnDetectionWithdrawn implements EventHandler {
  readonly consumes = [DetectionWithdrawnV1];

  constructor(private readonly revokeEscalations: RevokeEscalations) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    const withdrawals = eventsOf(DetectionWithdrawnV1, events).map(({ data }) => ({
      tubeId: data.tubeId,
      supersedes: data.supersedes,
      resultVersion: data.resultVersion,
      reason: data.reason,
      actor: data.withdrawnBy,
    }));
    await this.revokeEscalations.run(withdrawals, tx);
  }
}
