import { MeasureEndedV1 } from '@lib/contracts/events/isolation/measure-ended.v1';
import { MeasureStartedV1 } from '@lib/contracts/events/isolation/measure-started.v1';
import { eventsOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import { insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';

const startColumns = { participant_id: 'uuid', measure_id: 'uuid', starts_at: 'timestamptz', ends_at: 'timestamptz' };
const known = { onConflict: 'do nothing' };

/** Since when and until when somebody is held: proofs ask in that time (settled 10). */
@Injectable()
export class MeasureHistory implements EventHandler {
  readonly consumes = [MeasureStartedV1, MeasureEndedV1];

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    const started = eventsOf(MeasureStartedV1, events).map(({ data }) => ({
      participant_id: data.participantId,
      measure_id: data.measureId,
      starts_at: data.startsAt,
      ends_at: data.endsAt,
    }));
    const ended = eventsOf(MeasureEndedV1, events).map(({ data }) => ({
      measure_id: data.measureId,
      ended_at: data.endedAt,
    }));
    await insertRows(tx, 'measures_told', startColumns, started, known);
    await insertRows(tx, 'measures_ended', { measure_id: 'uuid', ended_at: 'timestamptz' }, ended, known);
  }
}
