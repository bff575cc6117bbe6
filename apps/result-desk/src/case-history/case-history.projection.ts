import { eventsOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import { CaseClearedV1 } from '@lib/contracts/events/isolation/case-cleared.v1';
import { CaseOpenedV1 } from '@lib/contracts/events/isolation/case-opened.v1';
import { CaseRevokedV1 } from '@lib/contracts/events/isolation/case-revoked.v1';
import { CaseVerifiedV1 } from '@lib/contracts/events/isolation/case-verified.v1';
import { RecollectionRequestedV1 } from '@lib/contracts/events/isolation/recollection-requested.v1';
import { insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';

const caseColumns = {
  participant_id: 'uuid',
  event_id: 'uuid',
  kind: 'text',
  sequence: 'int',
  tube_id: 'text',
  at: 'timestamptz',
};
const recollectionColumns = {
  participant_id: 'uuid',
  order_id: 'uuid',
  campaign_id: 'uuid',
  cause: 'text',
  cause_tube_id: 'text',
  requested_at: 'timestamptz',
};
const known = { onConflict: 'do nothing' };

/** What isolation did about a person: their case, and the specimens that it asked for. */
@Injectable()
export class CaseHistory implements EventHandler {
  readonly consumes = [CaseOpenedV1, CaseVerifiedV1, CaseClearedV1, CaseRevokedV1, RecollectionRequestedV1];

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    const row = (kind: string, { id, sequence, data }: ReceivedEvent, at: string) => ({
      participant_id: data['participantId'],
      event_id: id,
      kind,
      sequence,
      tube_id: data['tubeId'],
      at,
    });
    const cases = [
      ...eventsOf(CaseOpenedV1, events).map((event) => row('opened', event, event.data.openedAt)),
      ...eventsOf(CaseVerifiedV1, events).map((event) => row('verified', event, event.data.verifiedAt)),
      ...eventsOf(CaseClearedV1, events).map((event) => row('cleared', event, event.data.clearedAt)),
      ...eventsOf(CaseRevokedV1, events).map((event) => row('revoked', event, event.data.revokedAt)),
    ];
    // A test day asks for a swab because of the calendar; no result of a tube is explained by it.
    const because = eventsOf(RecollectionRequestedV1, events).filter(({ data }) => data.causeTubeId !== undefined);
    const recollections = because.map(({ data }) => ({
      participant_id: data.participantId,
      order_id: data.orderId,
      campaign_id: data.campaignId,
      cause: data.cause,
      cause_tube_id: data.causeTubeId,
      requested_at: data.requestedAt,
    }));
    await insertRows(tx, 'case_facts', caseColumns, cases, known);
    await insertRows(tx, 'recollections', recollectionColumns, recollections, known);
  }
}
