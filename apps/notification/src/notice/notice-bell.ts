import { JobQueues } from '@lib/messaging';
import { Injectable } from '@nestjs/common';
import { sendNoticeJobId, SendNoticeV1 } from '../send-notices/send-notice-job.js';
import type { NoticeChannel } from '@lib/vocabulary';

/** One way of one notice, and how many tries it has had: what a job is rung for. */
export interface Ringing {
  readonly noticeId: string;
  readonly channel: NoticeChannel;
  readonly epoch: number;
}

/** Rings for the sender. What does not reach Redis stays due in the ledger and is rung for by the watch. */
@Injectable()
export class NoticeBell {
  constructor(private readonly jobs: JobQueues) {}

  /** Rings after a delay; returns at once and never throws. `again` makes it another job than the one that rang before. */
  ring(ringing: readonly Ringing[], delayMilliseconds = 0, again = ''): void {
    for (const { noticeId, channel, epoch } of ringing) {
      void this.jobs.queue(SendNoticeV1.queue).add(
        sendNoticeJobId(noticeId, channel, epoch) + again,
        SendNoticeV1.type,
        { noticeId, channel },
        undefined,
        // A bell that rings a moment before the row is due would be in vain.
        delayMilliseconds === 0 ? 0 : delayMilliseconds + 20,
      );
    }
  }
}
