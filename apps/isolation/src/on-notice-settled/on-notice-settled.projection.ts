import { NoticeSettledV1 } from '@lib/contracts/events/notification/notice-settled.v1';
import { eventsOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import { insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';

const columns = {
  ...{ notice_id: 'uuid', campaign_id: 'uuid', participant_id: 'uuid', kind: 'text', cause_kind: 'text' },
  ...{ cause_id: 'text', cause_version: 'int', outcome: 'text', settled_at: 'timestamptz', sequence: 'int' },
};

/** Keeps how notices came out, for the list of corrections. */
@Injectable()
export class OnNoticeSettled implements EventHandler {
  readonly consumes = [NoticeSettledV1];

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    // The last of one notice counts, and one statement cannot touch a row twice.
    const newest = new Map(eventsOf(NoticeSettledV1, events).map((event) => [event.data.noticeId, event]));
    const rows = [...newest.values()].map(({ data, sequence }) => ({
      ...{ notice_id: data.noticeId, campaign_id: data.campaignId, participant_id: data.participantId },
      ...{ kind: data.kind, cause_kind: data.cause.kind, cause_id: data.cause.id, cause_version: data.cause.version },
      ...{ outcome: data.outcome, settled_at: new Date(data.settledAt), sequence },
    }));
    await insertRows(tx, 'notice_outcomes', columns, rows, {
      onConflict: `(notice_id) do update set outcome = excluded.outcome, settled_at = excluded.settled_at,
        sequence = excluded.sequence where notice_outcomes.sequence < excluded.sequence`,
    });
  }
}
