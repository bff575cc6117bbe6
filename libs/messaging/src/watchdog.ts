/** What is known about a consumer group at one moment. */
export interface GroupSigns {
  /** Milliseconds since messages were last fetched or worked on. */
  readonly idleMilliseconds: number;
  /** Messages that wait in the topics; undefined when the brokers did not say. */
  readonly lag: bigint | undefined;
  /** Whether a broker answered a metadata request just now. */
  readonly hasProbeAnswered: boolean;
}

/** `well`: go on. `wait`: something is silent, but ending the process would not help. `exit`: the consumer is dead. */
export type WatchdogVerdict = 'well' | 'wait' | 'exit';

/** A consumer that leaves waiting messages alone for so long has stopped without saying so. */
export const SILENCE_MILLISECONDS_MAX = 30_000;

/**
 * Ends a process only when its consumer is provably dead: a broker answers, messages wait, and nothing was fetched for
 * half a minute. Silent brokers never end a process: a new one would not hear them either.
 */
export function watchdogVerdict({ idleMilliseconds, lag, hasProbeAnswered }: GroupSigns): WatchdogVerdict {
  if (idleMilliseconds < SILENCE_MILLISECONDS_MAX) return 'well';
  if (!hasProbeAnswered || lag === undefined) return 'wait';
  return lag > 0n ? 'exit' : 'well';
}

export interface WatchdogOptions {
  /** How long ago the group was last seen at work. */
  readonly idleMilliseconds: () => number;
  /** Rejects when no broker answers. */
  readonly probe: () => Promise<void>;
  readonly lag: () => Promise<bigint>;
  readonly onVerdict: (verdict: 'wait' | 'exit') => void;
  readonly everyMilliseconds?: number;
}

/** Looks at the signs now and then; asks the brokers only after the silence, so an idle process costs nothing. */
export class Watchdog {
  readonly #options: WatchdogOptions;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: WatchdogOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.look(), this.#options.everyMilliseconds ?? 15_000);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** One look; out: its verdict. */
  async look(): Promise<WatchdogVerdict> {
    const verdict = watchdogVerdict(await this.#signs());
    if (verdict !== 'well') this.#options.onVerdict(verdict);
    return verdict;
  }

  async #signs(): Promise<GroupSigns> {
    const { idleMilliseconds, probe, lag } = this.#options;
    if (idleMilliseconds() < SILENCE_MILLISECONDS_MAX) {
      return { idleMilliseconds: idleMilliseconds(), lag: undefined, hasProbeAnswered: false };
    }
    try {
      await probe();
      const waiting = await lag();
      // Asked again after the answers: a chunk may have arrived meanwhile.
      return { idleMilliseconds: idleMilliseconds(), lag: waiting, hasProbeAnswered: true };
    } catch {
      return { idleMilliseconds: idleMilliseconds(), lag: undefined, hasProbeAnswered: false };
    }
  }
}
