import { eventsOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import { AlertTakenV1 } from '@lib/contracts/events/isolation/alert-taken.v1';
import { DetectionRaisedV1 } from '@lib/contracts/events/lab/detection-raised.v1';
import { DetectionWithdrawnV1 } from '@lib/contracts/events/lab/detection-withdrawn.v1';
import { insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';

const detectionColumns = {
  tube_id: 'text',
  version: 'int',
  finding: 'text',
  campaign_id: 'uuid',
  alarm_share: 'double precision',
  raised_at: 'timestamptz',
};
const withdrawalColumns = { tube_id: 'text', version: 'int', supersedes: 'int', withdrawn_at: 'timestamptz' };
const takenColumns = { tube_id: 'text', version: 'int', escalation_id: 'uuid', taken_at: 'timestamptz' };
const known = { onConflict: 'do nothing' };

/** Which results call for action, which of these were taken back, and which a person has taken over. */
@Injectable()
export class AlarmHistory implements EventHandler {
  readonly consumes = [DetectionRaisedV1, DetectionWithdrawnV1, AlertTakenV1];

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    const detections = eventsOf(DetectionRaisedV1, events).map(({ data }) => ({
      tube_id: data.tubeId,
      version: data.resultVersion,
      finding: data.finding,
      campaign_id: data.campaignId,
      alarm_share: data.alarmShareOfUpload,
      raised_at: data.recordedAt,
    }));
    const withdrawals = eventsOf(DetectionWithdrawnV1, events).map(({ data }) => ({
      tube_id: data.tubeId,
      version: data.resultVersion,
      supersedes: data.supersedes,
      withdrawn_at: data.recordedAt,
    }));
    const taken = eventsOf(AlertTakenV1, events).map(({ data }) => ({
      tube_id: data.tubeId,
      version: data.resultVersion,
      escalation_id: data.escalationId,
      taken_at: data.takenAt,
    }));
    await insertRows(tx, 'detections', detectionColumns, detections, known);
    await insertRows(tx, 'withdrawals', withdrawalColumns, withdrawals, known);
    await insertRows(tx, 'alerts_taken', takenColumns, taken, known);
  }
}
