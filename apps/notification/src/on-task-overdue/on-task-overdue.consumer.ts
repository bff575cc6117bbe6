import { OverdueTaskEndedV1 } from '@lib/contracts/events/isolation/overdue-task-ended.v1';
import { TaskOverdueV1 } from '@lib/contracts/events/isolation/task-overdue.v1';
import { isEventOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { CallForTasks } from './call-for-tasks.handler.js';
import type { ToldTask } from './call-for-tasks.handler.js';

/** Something about a person ran over its clock: whoever is on duty for it is called, and silence climbs. */
@Injectable()
export class OnTaskOverdue implements EventHandler {
  readonly consumes = [TaskOverdueV1, OverdueTaskEndedV1];

  constructor(private readonly callForTasks: CallForTasks) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    await this.callForTasks.run(
      tx,
      events.flatMap((event): ToldTask[] => {
        if (isEventOf(TaskOverdueV1, event)) return [{ ...event.data, isOver: false }];
        return isEventOf(OverdueTaskEndedV1, event) ? [{ ...event.data, isOver: true }] : [];
      }),
    );
  }
}
