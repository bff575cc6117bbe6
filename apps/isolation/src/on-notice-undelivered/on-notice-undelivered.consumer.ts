import { NoticeUndeliveredV1 } from '@lib/contracts/events/notification/notice-undelivered.v1';
import { eventsOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { KnockOnDoors } from './knock-on-doors.handler.js';

/** Somebody could not be told: a person of the community goes there. */
@Injectable()
export class OnNoticeUndelivered implements EventHandler {
  readonly consumes = [NoticeUndeliveredV1];

  constructor(private readonly knockOnDoors: KnockOnDoors) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    await this.knockOnDoors.run(
      tx,
      eventsOf(NoticeUndeliveredV1, events).map(({ data }) => data),
    );
  }
}
