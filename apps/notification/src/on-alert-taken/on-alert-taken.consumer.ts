import { AlertTakenV1 } from '@lib/contracts/events/isolation/alert-taken.v1';
import { eventsOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { StopLadders } from '../stop-ladders/stop-ladders.handler.js';

/** A duty person took an alert over: nobody else is called. */
@Injectable()
export class OnAlertTaken implements EventHandler {
  readonly consumes = [AlertTakenV1];

  constructor(private readonly stopLadders: StopLadders) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    const commands = eventsOf(AlertTakenV1, events).map(({ data }) => ({
      escalationId: data.escalationId,
      takenBy: data.takenBy,
      takenAt: new Date(data.takenAt),
    }));
    await this.stopLadders.run(commands, tx);
  }
}
