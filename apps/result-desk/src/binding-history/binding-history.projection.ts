import { BindingDecidedV1 } from '@lib/contracts/events/batching/binding-decided.v1';
import { BindingReportedV1 } from '@lib/contracts/events/batching/binding-reported.v1';
import { eventsOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import { insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';

const doubtColumns = { participant_id: 'uuid', report_id: 'uuid', tube_id: 'text', at: 'timestamptz' };
const decisionColumns = { report_id: 'uuid', decision: 'text', at: 'timestamptz' };
const known = { onConflict: 'do nothing' };

/** Who is said to be on record in a tube that holds somebody else's swab, and what was decided about that. */
@Injectable()
export class BindingHistory implements EventHandler {
  readonly consumes = [BindingReportedV1, BindingDecidedV1];

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    const doubts = eventsOf(BindingReportedV1, events)
      .filter(({ data }) => data.kind === 'wrong-binding')
      .flatMap(({ data }) =>
        data.people
          .filter(({ part }) => part === 'bound')
          .map(({ participantId }) => ({
            ...{ participant_id: participantId, report_id: data.reportId, tube_id: data.tubeId, at: data.reportedAt },
          })),
      );
    const decisions = eventsOf(BindingDecidedV1, events).map(({ data }) => ({
      ...{ report_id: data.reportId, decision: data.decision, at: data.decidedAt },
    }));
    await insertRows(tx, 'doubted_bindings', doubtColumns, doubts, known);
    await insertRows(tx, 'binding_decisions', decisionColumns, decisions, known);
  }
}
