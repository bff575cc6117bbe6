import { DeliverDispatchV1 } from '@lib/contracts/jobs/deliver-dispatch.v1';
import { JobQueues } from '@lib/messaging';
import { Log, parse } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { DeliverDispatches } from './deliver-dispatches.handler.js';

// Jobs in hand at once; they share transactions, so this bounds a wave and not the connections.
const concurrency = 100;
// A worker that dies is noticed after lock and check; a slow one is safe to repeat, so a short lock costs nothing.
const lockMilliseconds = 5_000;
const stalledCheckMilliseconds = 2_000;

/** Takes the room's own bells. A job's end means nothing: the row says what was told. */
@Injectable()
export class DeliverDispatchesWorker implements OnApplicationBootstrap {
  constructor(
    private readonly jobs: JobQueues,
    private readonly deliver: DeliverDispatches,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.jobs.work(
      DeliverDispatchV1.queue,
      async ({ id, payload }) => {
        const outcome = await this.deliver.run(parse(DeliverDispatchV1.shape, payload));
        this.log.debug('a dispatch was told', { job: id, outcome });
      },
      { concurrency, lockMilliseconds, stalledCheckMilliseconds },
    );
  }
}
