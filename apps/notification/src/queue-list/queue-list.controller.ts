import { listQueues } from '@lib/contracts/http/notification/queues';
import { DeliverDispatchV1 } from '@lib/contracts/jobs/deliver-dispatch.v1';
import { OpenCaseV1 } from '@lib/contracts/jobs/open-case.v1';

import { JobQueues } from '@lib/messaging';
import { CLOCK } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Controller, Get, Header, Inject } from '@nestjs/common';
import { SendNoticeV1 } from '../send-notices/send-notice-job.js';

const failuresMax = 50;
const queues = [OpenCaseV1.queue, DeliverDispatchV1.queue, SendNoticeV1.queue];

/** What waits in Redis and what failed there, for operators. */
@Controller()
export class QueueListController {
  constructor(
    private readonly jobs: JobQueues,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(listQueues.path)
  @Header('cache-control', 'no-store')
  async get() {
    const shown = await Promise.all(queues.map((queue) => this.#shown(queue)));
    return { queues: shown, asOf: this.clock.now().toISOString() };
  }

  async #shown(name: string) {
    const queue = this.jobs.queue(name);
    const [counts, failed] = await Promise.all([queue.counts(), queue.failures(failuresMax)]);
    return { queue: name, counts, failures: failed.map((one) => ({ ...one, failedAt: one.failedAt.toISOString() })) };
  }
}
