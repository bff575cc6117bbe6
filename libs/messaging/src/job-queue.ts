import { limits } from '@lib/platform';
import { type Job, Queue, UnrecoverableError, Worker } from 'bullmq';
import { BullMQOtel } from 'bullmq-otel';
import type { Redis } from 'ioredis';
import { context } from '@opentelemetry/api';
import { Malformed, Refusal } from '@lib/contracts/refusals';
import { contextOf } from '@lib/platform';
import { describeFailure } from './failure.js';
import { silentLog } from './kafka.js';
import { type JobSettings, producerConnection, workerConnection } from './redis-connection.js';
import { within } from './within.js';

export type JobState = 'waiting' | 'active' | 'delayed' | 'completed' | 'failed' | 'missing';

/** `isQueued: false` means "not known to be queued": the reconciler looks again, nobody is told that it failed. */
export type AddOutcome = { readonly isQueued: true } | { readonly isQueued: false; readonly reason: string };

export interface ReceivedJob {
  readonly id: string;
  readonly name: string;
  readonly payload: unknown;
  /** 1 for the first try of this id. */
  readonly attempt: number;
}

/** One job as it lies in Redis. */
export interface StoredJob {
  readonly id: string;
  readonly name: string;
  readonly state: Exclude<JobState, 'missing'>;
  readonly payload: unknown;
}

export type JobCounts = Readonly<Record<Exclude<JobState, 'missing'>, number>>;

/** A job that failed for good: which one and when. Why is in the log, where it is masked; what it carried is nobody's. */
export interface FailedJob {
  readonly id: string;
  readonly name: string;
  readonly attempts: number;
  readonly failedAt: Date;
}

export interface JobWorkerOptions {
  readonly concurrency?: number;
  /** How long a job may go without a sign of its worker; the worker renews it by itself. Default 30 s. */
  readonly lockMilliseconds?: number;
  /** How often jobs of dead workers are looked for. Default 5 s. */
  readonly stalledCheckMilliseconds?: number;
}

const ADD_MILLISECONDS_MAX = limits.redisAdd.value;
// A worker may die this often over one job; the default of 1 loses it at the second death (reliability B1).
const STALLED_COUNT_MAX = 20;
// Below the ten seconds that a step of the shutdown may take; a job cut short comes again.
const STOP_MILLISECONDS_MAX = limits.jobStop.value;
const DAY_SECONDS = 24 * 3600;

/**
 * A queue as a doorbell: the truth is a row of the service that rings, and whatever Redis loses is rung again from
 * there. The only file that knows BullMQ.
 */
export class JobQueue {
  readonly #queue: Queue;
  readonly #client: Redis;

  private constructor(name: string, settings: JobSettings) {
    this.#client = producerConnection(settings);
    this.#queue = new Queue(name, {
      connection: this.#client,
      prefix: prefixOf(settings),
      telemetry: new BullMQOtel({ tracerName: 'bulou' }),
      defaultJobOptions: {
        attempts: 3,
        backoff: { type: 'exponential', delay: 1_000 },
        removeOnComplete: { age: 7 * DAY_SECONDS, count: 100_000 },
        removeOnFail: { age: 7 * DAY_SECONDS },
      },
    });
    this.#queue.on('error', () => undefined); // reported by the connection
  }

  static for(name: string, settings: JobSettings): JobQueue {
    return new JobQueue(name, settings);
  }

  /**
   * Rings for a job. An id that exists is left alone, also when it has failed: a new attempt needs a new id.
   * In: also the W3C trace context of what it follows from, and how long the bell stays silent. Out: within a second,
   * whether Redis has it. Throws only for an id that BullMQ would misread.
   */
  async add(
    jobId: string,
    name: string,
    payload: object,
    traceparent?: string,
    delayMilliseconds = 0,
  ): Promise<AddOutcome> {
    assertJobId(jobId);
    try {
      const adding = () => this.#queue.add(name, payload, { jobId, delay: delayMilliseconds });
      await promptly(traceparent === undefined ? adding() : context.with(contextOf(traceparent), adding));
      return { isQueued: true };
    } catch (error) {
      return { isQueued: false, reason: describeFailure(error) };
    }
  }

  /** Rings for many jobs of one kind in one pipeline; with the law of `add` for each. */
  async addMany(
    name: string,
    jobs: readonly { readonly id: string; readonly payload: object; readonly traceparent?: string | undefined }[],
  ): Promise<AddOutcome> {
    if (jobs.length === 0) return { isQueued: true };
    for (const { id } of jobs) assertJobId(id);
    const rows = jobs.map(({ id, payload }) => ({ name, data: payload, opts: { jobId: id } }));
    const traceparent = jobs[0]?.traceparent;
    try {
      const adding = () => this.#queue.addBulk(rows);
      await promptly(traceparent === undefined ? adding() : context.with(contextOf(traceparent), adding));
      return { isQueued: true };
    } catch (error) {
      return { isQueued: false, reason: describeFailure(error) };
    }
  }

  /** Throws when Redis does not answer within a second. */
  async state(jobId: string): Promise<JobState> {
    const state = await promptly(this.#queue.getJobState(jobId));
    if (state === 'unknown') return 'missing';
    return state === 'prioritized' || state === 'waiting-children' ? 'waiting' : state;
  }

  /** The states of many ids; throws when Redis does not answer. */
  async find(jobIds: readonly string[]): Promise<Map<string, JobState>> {
    const states = await Promise.all(jobIds.map(async (id) => [id, await this.state(id)] as const));
    return new Map(states);
  }

  /** Every job of these states as it lies in Redis now; throws when Redis does not answer. */
  async dump(states: readonly StoredJob['state'][]): Promise<StoredJob[]> {
    const lists = await Promise.all(
      states.map(async (state) => {
        const kinds = state === 'waiting' ? (['wait', 'prioritized'] as const) : ([state] as const);
        const jobs: (Job | undefined)[] = await this.#queue.getJobs([...kinds]);
        return jobs.flatMap((job) => (job?.id ? [{ id: job.id, name: job.name, state, payload: job.data }] : []));
      }),
    );
    return lists.flat();
  }

  /** How many jobs are in each state; throws when Redis does not answer within a second. */
  async counts(): Promise<JobCounts> {
    const found = await promptly(
      this.#queue.getJobCounts('wait', 'prioritized', 'active', 'delayed', 'completed', 'failed'),
    );
    const of = (name: string): number => found[name] ?? 0;
    const waiting = of('wait') + of('prioritized');
    return { waiting, active: of('active'), delayed: of('delayed'), completed: of('completed'), failed: of('failed') };
  }

  /** The jobs that failed last, without what they carry; throws when Redis does not answer within a second. */
  async failures(limit: number): Promise<FailedJob[]> {
    const jobs: (Job | undefined)[] = await promptly(this.#queue.getJobs(['failed'], 0, limit - 1));
    return jobs.flatMap((job) => {
      if (job?.id === undefined) return [];
      const failedAt = new Date(job.finishedOn ?? job.timestamp);
      return [{ id: job.id, name: job.name, attempts: job.attemptsMade, failedAt }];
    });
  }

  async close(): Promise<void> {
    await within(ADD_MILLISECONDS_MAX, this.#queue.close()).catch(() => undefined);
    this.#client.disconnect();
  }
}

/**
 * Takes jobs off a queue. A job whose worker died comes back after its lock has run out; so `work` must bear to see the
 * same job twice, and must look at its own rows first.
 */
export class JobWorker {
  readonly #worker: Worker;
  readonly #client: Redis;

  constructor(
    queueName: string,
    work: (job: ReceivedJob) => Promise<void>,
    settings: JobSettings,
    options: JobWorkerOptions = {},
  ) {
    const log = settings.log ?? silentLog;
    this.#client = workerConnection(settings);
    this.#worker = new Worker(queueName, (job: Job) => run(job, work), {
      connection: this.#client,
      prefix: prefixOf(settings),
      telemetry: new BullMQOtel({ tracerName: 'bulou' }),
      concurrency: options.concurrency ?? 4,
      lockDuration: options.lockMilliseconds ?? limits.jobLock.value,
      stalledInterval: options.stalledCheckMilliseconds ?? limits.jobStalledCheck.value,
      maxStalledCount: STALLED_COUNT_MAX,
    });
    this.#worker.on('error', () => undefined); // reported by the connection
    this.#worker.on('stalled', (jobId) =>
      log.warn('a worker died over this job; it comes again', { queueName, jobId }),
    );
    this.#worker.on('failed', (job, error) => {
      log.error('job failed', undefined, {
        queueName,
        jobId: job?.id,
        attempt: job?.attemptsMade,
        error: describeFailure(error),
      });
    });
  }

  /** Ends the jobs in hand and takes no more. */
  async stop(): Promise<void> {
    await within(STOP_MILLISECONDS_MAX, this.#worker.close());
    this.#client.disconnect();
  }
}

async function run(job: Job, work: (job: ReceivedJob) => Promise<void>): Promise<void> {
  try {
    await work({ id: job.id ?? '', name: job.name, payload: job.data, attempt: job.attemptsMade + 1 });
  } catch (error) {
    // What is refused or malformed stays so: further tries would only delay the reconciler's new attempt.
    if (error instanceof Refusal || error instanceof Malformed) throw new UnrecoverableError(describeFailure(error));
    throw error instanceof Error ? error : new Error(describeFailure(error));
  }
}

async function promptly<T extends object | string>(work: Promise<T>): Promise<T> {
  const answer = await within(ADD_MILLISECONDS_MAX, work);
  if (answer === undefined) throw new Error('Redis did not answer within a second');
  return answer;
}

function assertJobId(jobId: string): void {
  if (jobId.includes(':') || /^\d*$/.test(jobId)) {
    throw new Error(`"${jobId}" is no job id: it holds no colon, is not empty and not a bare number`);
  }
}

function prefixOf({ namespace }: JobSettings): string {
  return namespace === '' ? 'bulou' : namespace;
}
