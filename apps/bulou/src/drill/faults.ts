import { setTimeout as pause } from 'node:timers/promises';
import { OpenCaseV1 } from '@lib/contracts/jobs/open-case.v1';
import { Redis } from 'ioredis';
import type { LauncherConfig } from '../bulou.config.js';
import { Lacking } from '../outcome.js';
import { until } from '../outside/until.js';
import { standingAddresses } from '../parts/addresses.js';
import { askRunning } from '../supervisor/client.js';

const backSecondsMax = 60;
// A dead worker's job is seen again after lock and check, some 7 s (open-case worker); a busy machine may double that.
const sameJobSecondsMax = 30;

/** Throws Lacking where Redis belongs to somebody else: nobody else's is emptied or killed. */
export function requireOwnParts(config: LauncherConfig): void {
  if (config.named.redis === undefined) return;
  throw new Lacking(
    'this drill empties and kills Redis, and this house uses one that somebody else runs.',
    'Run it on a house with parts of its own: unset REDIS_URL, then ./bulou up',
  );
}

/** Breaks the house from outside, as a machine or a clumsy hand does. */
export class Faults {
  private readonly redis: Redis;
  private readonly active: string;
  flushes = 0;
  kills = 0;

  constructor(private readonly config: LauncherConfig) {
    this.redis = new Redis(standingAddresses(config).redis, { maxRetriesPerRequest: null, retryStrategy: () => 100 });
    this.redis.on('error', () => undefined); // it is killed on purpose
    this.active = `${config.namespace || 'bulou'}:${OpenCaseV1.queue}:active`;
  }

  async flush(): Promise<void> {
    await this.redis.flushall();
    this.flushes += 1;
  }

  /** Ends processes as `kill -9` does; the supervisor starts them again. */
  async kill(...names: readonly string[]): Promise<void> {
    const { processes } = await askRunning(this.config, { op: 'status' });
    for (const { name, pid } of processes) {
      if (!names.includes(name) || pid === null) continue;
      process.kill(pid, 'SIGKILL');
      this.kills += 1;
    }
  }

  /**
   * Kills isolation while it works, and again while it works on a job that it had died over. Out: how many jobs were in
   * hand at both deaths; none when the second moment did not come, or the queue was empty.
   */
  async killTwiceWithinOneJob(): Promise<number> {
    const first = await this.killOver(() => true, backSecondsMax);
    if (first.size === 0) return 0;
    // The lock of the dead outlives it by seconds; the job is in a living hand when another token holds it.
    const again = (id: string, token: string) => first.has(id) && first.get(id) !== token;
    const second = await this.killOver(again, sameJobSecondsMax);
    await this.untilBack('isolation');
    return second.size;
  }

  /** Out: by when all of them serve again. */
  async untilBack(...names: readonly string[]): Promise<void> {
    // The supervisor notices a death within moments; what it says before that is of the dead.
    await pause(200);
    await until(`${names.join(', ')} to be back`, backSecondsMax, async () => {
      const { processes } = await askRunning(this.config, { op: 'status' });
      const ours = processes.filter(({ name }) => names.includes(name));
      return ours.length === names.length && ours.every(({ ready }) => ready) ? true : undefined;
    });
  }

  close(): void {
    this.redis.disconnect();
  }

  // Kills isolation with such a job in hand. Out: those it died over, by the token of their lock. A job may be done between
  // the look and the death, so what counts is read after it: nobody can finish those.
  private async killOver(
    isMeant: (id: string, token: string) => boolean,
    secondsMax: number,
  ): Promise<Map<string, string>> {
    const endMs = performance.now() + secondsMax * 1_000;
    let worker = await this.workerPid();
    while (performance.now() < endMs) {
      if ((await this.inHand(isMeant)).size > 0) {
        process.kill(worker, 'SIGKILL');
        this.kills += 1;
        const died = await this.inHand(isMeant);
        if (died.size > 0) {
          await this.workerPid(worker);
          return died;
        }
        worker = await this.workerPid(worker);
      }
      await pause(2);
    }
    return new Map();
  }

  // The worker that runs, once it is another than the dead one.
  private workerPid(dead?: number): Promise<number> {
    return until('isolation to run', backSecondsMax, async () => {
      const { processes } = await askRunning(this.config, { op: 'status' });
      const pid = processes.find(({ name }) => name === 'isolation')?.pid ?? undefined;
      return pid === dead ? undefined : pid;
    });
  }

  // A job is in somebody's hand while its lock stands; those of a dead worker lie in the list without one. Out: id → token.
  private async inHand(isMeant: (id: string, token: string) => boolean): Promise<Map<string, string>> {
    const queue = this.active.slice(0, -'active'.length);
    const ids = await this.redis.lrange(this.active, 0, -1);
    const tokens = ids.length === 0 ? [] : await this.redis.mget(ids.map((id) => `${queue}${id}:lock`));
    return new Map(
      ids.flatMap((id, index) => {
        const token = tokens[index];
        return token && isMeant(id, token) ? [[id, token] as const] : [];
      }),
    );
  }
}
