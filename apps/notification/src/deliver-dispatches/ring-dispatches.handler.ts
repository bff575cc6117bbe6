import { deliverDispatchJobId, DeliverDispatchV1 } from '@lib/contracts/jobs/deliver-dispatch.v1';
import { JobQueues } from '@lib/messaging';
import type { JobState } from '@lib/messaging';
import { currentTraceparent, Log } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { Bell } from '../dispatch/dispatch-rows.js';
import { needsNewAttempt } from '../queue-cases/queue-cases.decider.js';
import { DeliverDispatches } from './deliver-dispatches.handler.js';
import { DispatchBellStore } from './dispatch-bell.store.js';
import type { UnansweredDispatch } from './dispatch-bell.store.js';
import { PageFailures } from './page-failures.store.js';

const bellsPerChunk = 250; // One pipeline of Redis, answered well within the second that an add may take.

/**
 * How long a call waits for the queue before it is told without it: Redis that is away, or a queue that stands still,
 * must not use up the 60 s within which a dispatch is received (settled 7).
 */
const queueSecondsMax = 15;

/** Rings for dispatches: at once after they are committed, and again for every one that stays untold. */
@Injectable()
export class RingDispatches {
  readonly #waiting: { readonly bell: Bell; readonly traceparent: string | undefined }[] = [];
  #isRinging = false;

  constructor(
    private readonly store: DispatchBellStore,
    private readonly deliver: DeliverDispatches,
    private readonly failures: PageFailures,
    private readonly jobs: JobQueues,
    private readonly log: Log,
  ) {}

  /** Rings in the background; what does not reach the queue is rung again by `reconcile`. */
  ring(bells: readonly Bell[]): void {
    const traceparent = currentTraceparent();
    for (const bell of bells) this.#waiting.push({ bell, traceparent });
    if (this.#isRinging || this.#waiting.length === 0) return;
    this.#isRinging = true;
    void this.#ringWaiting().finally(() => {
      this.#isRinging = false;
    });
  }

  /** Looks at every untold dispatch and rings anew where the law says so. Out: how many were rung or told directly. */
  async reconcile(): Promise<number> {
    let rung = 0;
    let page = await this.store.unanswered(undefined, bellsPerChunk);
    while (page.length > 0) {
      rung += await this.#reconcilePage(page);
      if (page.length < bellsPerChunk) break;
      page = await this.store.unanswered(page.at(-1), bellsPerChunk);
    }
    if (rung > 0) this.log.warn('dispatches were rung again from their rows', { dispatches: rung });
    return rung;
  }

  async #reconcilePage(page: readonly UnansweredDispatch[]): Promise<number> {
    const late = page.filter(({ waitingSeconds }) => waitingSeconds >= queueSecondsMax);
    for (const bell of late) void this.deliver.run(bell).catch((error: unknown) => this.#notTold(error));
    const early = page.filter(({ waitingSeconds }) => waitingSeconds < queueSecondsMax);
    const states = await this.#statesOf(page);
    const failed = page.filter(({ dispatchId, attempt }) => {
      return states.get(deliverDispatchJobId(dispatchId, attempt)) === 'failed';
    });
    await this.failures.pageDispatches(failed.map(({ dispatchId }) => dispatchId));
    const lost = early.filter(({ dispatchId, attempt, silentSeconds }) => {
      const state = states.get(deliverDispatchJobId(dispatchId, attempt)) ?? 'missing';
      return needsNewAttempt(state, attempt, silentSeconds);
    });
    if (lost.length === 0) return late.length;
    const claimed = await this.store.claim(lost);
    await this.#add(claimed.map((bell) => ({ bell, traceparent: undefined })));
    return late.length + claimed.length;
  }

  // Without Redis nothing can be said of a job; what waits too long is told without it.
  async #statesOf(page: readonly UnansweredDispatch[]): Promise<Map<string, JobState>> {
    return this.#queue
      .find(page.map(({ dispatchId, attempt }) => deliverDispatchJobId(dispatchId, attempt)))
      .catch(() => new Map());
  }

  async #ringWaiting(): Promise<void> {
    while (this.#waiting.length > 0) await this.#add(this.#waiting.splice(0, bellsPerChunk));
  }

  async #add(rung: readonly { readonly bell: Bell; readonly traceparent: string | undefined }[]): Promise<void> {
    const jobs = rung.map(({ bell: { attempt, ...job }, traceparent }) => {
      return { id: deliverDispatchJobId(job.dispatchId, attempt), payload: job, traceparent };
    });
    const outcome = await this.#queue.addMany(DeliverDispatchV1.type, jobs);
    if (!outcome.isQueued) {
      this.log.warn('dispatches did not reach the queue', { jobs: jobs.length, reason: outcome.reason });
    }
  }

  #notTold(error: unknown): void {
    this.log.error('a dispatch could not be told without its queue either', error);
  }

  get #queue() {
    return this.jobs.queue(DeliverDispatchV1.queue);
  }
}
