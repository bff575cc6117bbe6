import { JobQueue, JobWorker, type JobWorkerOptions, type ReceivedJob } from './job-queue.js';
import type { JobSettings } from './redis-connection.js';

/** The queues and workers of one process, made when first asked for and closed together. */
export class JobQueues {
  readonly #queues = new Map<string, JobQueue>();
  readonly #workers: JobWorker[] = [];

  constructor(private readonly settings: () => JobSettings) {}

  /** The queue of this name; the same object at every call. Throws when the app has no Redis configured. */
  queue(name: string): JobQueue {
    const queue = this.#queues.get(name) ?? JobQueue.for(name, this.settings());
    this.#queues.set(name, queue);
    return queue;
  }

  /** Begins to take jobs of this queue; `work` must bear to see a job twice. */
  work(name: string, work: (job: ReceivedJob) => Promise<void>, options?: JobWorkerOptions): JobWorker {
    const worker = new JobWorker(name, work, this.settings(), options);
    this.#workers.push(worker);
    return worker;
  }

  /** Ends the jobs in hand, then lets go of Redis. */
  async close(): Promise<void> {
    await Promise.all(this.#workers.splice(0).map((worker) => worker.stop()));
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()));
    this.#queues.clear();
  }
}
