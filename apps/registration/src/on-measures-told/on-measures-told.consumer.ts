import { MeasureEndedV1 } from '@lib/contracts/events/isolation/measure-ended.v1';
import { MeasureStartedV1 } from '@lib/contracts/events/isolation/measure-started.v1';
import { eventsOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { MeasuresTold } from '../measures-told/measures-told.store.js';

/** A person is kept somewhere, or is no longer: whoever calls on them may see how to reach them meanwhile. */
@Injectable()
export class OnMeasuresTold implements EventHandler {
  readonly consumes = [MeasureStartedV1, MeasureEndedV1];

  constructor(private readonly measures: MeasuresTold) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    await this.measures.begun(
      tx,
      eventsOf(MeasureStartedV1, events).map(({ data }) => data),
    );
    await this.measures.ended(
      tx,
      eventsOf(MeasureEndedV1, events).map(({ data }) => data),
    );
  }
}
