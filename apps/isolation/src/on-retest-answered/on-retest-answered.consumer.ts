import { RetestAnsweredV1 } from '@lib/contracts/events/lab/retest-answered.v1';
import { eventsOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { TaskStore } from '../tasks/task.store.js';
import { DiscordantPoolStore } from '../discordant-pool/discordant-pool.store.js';

/** The laboratory tested the tube of a discordant pool again. */
@Injectable()
export class OnRetestAnswered implements EventHandler {
  readonly consumes = [RetestAnsweredV1];

  constructor(
    private readonly pools: DiscordantPoolStore,
    private readonly tasks: TaskStore,
  ) {}

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    for (const { data } of eventsOf(RetestAnsweredV1, events)) {
      const about = await this.pools.answerRetest(tx, [data]);
      await this.tasks.finish(tx, 'retest', about, { outcome: data.outcome, by: data.answeredBy });
    }
  }
}
