import { OpenCaseV1 } from '@lib/contracts/jobs/open-case.v1';
import { JobQueues } from '@lib/messaging';
import { Log, parse } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { OpenCases } from './open-case.handler.js';

// Jobs in hand at once; they share transactions, so this bounds a wave and not the connections.
const concurrency = 40;
// An alert must be received within 60 s although its worker dies twice over it (settled 7, reliability R6): a dead one
// is noticed after lock and check, 7 s each time. A job that is only slow is safe to repeat, so a short lock costs nothing.
const lockMilliseconds = 5_000;
const stalledCheckMilliseconds = 2_000;

/** Takes the one job that crosses rooms. Its own end means nothing: the acknowledgement is the fact in the outbox. */
@Injectable()
export class OpenCaseWorker implements OnApplicationBootstrap {
  constructor(
    private readonly jobs: JobQueues,
    private readonly openCases: OpenCases,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.jobs.work(
      OpenCaseV1.queue,
      async ({ id, payload }) => {
        const job = parse(OpenCaseV1.shape, payload);
        const outcome = await this.openCases.run(job, id);
        this.log.debug('an alert came', { job: id, outcome, members: job.members.length });
      },
      { concurrency, lockMilliseconds, stalledCheckMilliseconds },
    );
  }
}
