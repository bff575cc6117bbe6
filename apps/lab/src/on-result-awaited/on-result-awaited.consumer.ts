import { ResultAwaitedV1 } from '@lib/contracts/events/isolation/result-awaited.v1';
import { eventsOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { AwaitedTubeStore } from '../awaited/awaited-tube.store.js';

/** Somebody sits in a room until the result of their tube is there: it is tested before every other. */
@Injectable()
export class OnResultAwaited implements EventHandler {
  readonly consumes = [ResultAwaitedV1];

  constructor(private readonly awaited: AwaitedTubeStore) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    await this.awaited.keep(
      tx,
      eventsOf(ResultAwaitedV1, events).map(({ data }) => data),
    );
  }
}
