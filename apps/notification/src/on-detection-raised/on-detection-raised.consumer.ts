import { DetectionRaisedV1 } from '@lib/contracts/events/lab/detection-raised.v1';
import { eventsOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { OpenEscalations } from '../open-escalations/open-escalations.handler.js';

/** A result that calls for action landed: it gets an escalation. */
@Injectable()
export class OnDetectionRaised implements EventHandler {
  readonly consumes = [DetectionRaisedV1];

  constructor(private readonly openEscalations: OpenEscalations) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    const commands = eventsOf(DetectionRaisedV1, events).map(({ data, recordedAt }) => ({
      campaignId: data.campaignId,
      tubeId: data.tubeId,
      resultVersion: data.resultVersion,
      finding: data.finding,
      purpose: data.purpose,
      orderId: data.orderId ?? null,
      siteCode: data.siteCode,
      labCode: data.labCode,
      uploadId: data.uploadId,
      alarmShareOfUpload: data.alarmShareOfUpload,
      members: data.members,
      raisedAt: recordedAt,
    }));
    await this.openEscalations.run(commands, tx);
  }
}
