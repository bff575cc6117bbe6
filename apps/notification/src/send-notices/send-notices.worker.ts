import { JobQueues } from '@lib/messaging';
import { CLOCK, Database, Log, parse, Rounds, Shutdown } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { NoticeBell } from '../notice/notice-bell.js';
import { NoticeOutcomes } from './notice-outcomes.store.js';
import { SendNoticeV1 } from './send-notice-job.js';
import { SendNotices } from './send-notices.handler.js';
import { SendStore } from './send.store.js';

// Each waits for somebody outside for up to seven seconds and holds no connection meanwhile.
const concurrency = 24;
const lookMs = 2_000;
// What is due for this long has no bell in Redis: it was flushed, or the worker died.
const graceSeconds = 3;
const ringAgainMs = 30_000;
const rowsPerLook = 2_000;
const latePerLook = 500;

/** Takes the doorbell of the sender, rings again for what is due in the ledger, and notices who was not reached in time. */
@Injectable()
export class SendNoticesWorker implements OnApplicationBootstrap {
  constructor(
    private readonly jobs: JobQueues,
    private readonly sendNotices: SendNotices,
    private readonly sends: SendStore,
    private readonly outcomes: NoticeOutcomes,
    private readonly bell: NoticeBell,
    private readonly database: Database,
    private readonly log: Log,
    private readonly shutdown: Shutdown,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.jobs.work(
      SendNoticeV1.queue,
      async ({ payload }) => {
        const { noticeId, channel } = parse(SendNoticeV1.shape, payload);
        await this.sendNotices.run(noticeId, channel);
      },
      { concurrency },
    );
    Rounds.start({
      ...{ name: 'watch of notices', everyMilliseconds: lookMs, log: this.log, shutdown: this.shutdown },
      turn: () => this.#look(),
    });
  }

  async #look(): Promise<void> {
    const due = await this.database.transaction((tx) => this.sends.due(tx, graceSeconds, rowsPerLook));
    // A bell that rang in vain (its job failed for good, or Redis forgot it) never rings under that id again; within
    // half a minute it is the same one, so that a long queue is not made longer by each look.
    this.bell.ring(due, 0, `r${Math.floor(this.clock.now().getTime() / ringAgainMs)}`);
    let late = latePerLook;
    while (late === latePerLook) {
      late = await this.database.transaction((tx) => this.outcomes.tellLate(tx, latePerLook));
    }
  }
}
