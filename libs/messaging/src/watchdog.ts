import { limits } from '@lib/platform';

/** What is known about a consumer group at one moment. */
export interface GroupSigns {
  /** Milliseconds since messages were last fetched or worked on. */
  readonly idleMilliseconds: number;
  /** Milliseconds since a broker last failed to answer promptly; infinite when none ever has. */
  readonly answeringMilliseconds: number;
  /** Messages that wait in the topics; undefined when the brokers did not say. */
  readonly lag: bigint | undefined;
  /** Whether a broker answered a metadata request just now. */
  readonly hasProbeAnswered: boolean;
}

/** `well`: go on. `wait`: something is silent, but ending the process would not help. `exit`: the consumer is dead. */
export type WatchdogVerdict = 'well' | 'wait' | 'exit';

/** A consumer that leaves waiting messages alone for so long has stopped without saying so. */
export const SILENCE_MILLISECONDS_MAX = limits.consumerSilence.value;

/**
 * Ends a process only when its consumer is provably dead: brokers have answered for half a minute, messages wait, and
 * nothing was fetched in all that time. Silent brokers never end a process, since a new one would not hear them either;
 * and when they speak again, the consumer is given the time to find its way back.
 */
export function watchdogVerdict(signs: GroupSigns): WatchdogVerdict {
  const { idleMilliseconds, answeringMilliseconds, lag, hasProbeAnswered } = signs;
  if (idleMilliseconds < SILENCE_MILLISECONDS_MAX) return 'well';
  if (!hasProbeAnswered || lag === undefined) return 'wait';
  if (lag === 0n) return 'well';
  return answeringMilliseconds < SILENCE_MILLISECONDS_MAX ? 'wait' : 'exit';
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

// An answer that took longer was no answer: kafkajs keeps asking by itself until somebody hears it.
const ANSWER_MILLISECONDS_MAX = 5_000;

/** Looks at the signs now and then; asks the brokers only after the silence, so an idle process costs nothing. */
export class Watchdog {
  readonly #options: WatchdogOptions;
  #timer: NodeJS.Timeout | undefined;
  #silentAt = Number.NEGATIVE_INFINITY;
  #isLooking = false;

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

  /** One look; out: its verdict. A look that is still waiting for the brokers is not joined by another. */
  async look(): Promise<WatchdogVerdict> {
    if (this.#isLooking) return 'wait';
    this.#isLooking = true;
    try {
      const verdict = watchdogVerdict(await this.#signs());
      if (verdict !== 'well') this.#options.onVerdict(verdict);
      return verdict;
    } finally {
      this.#isLooking = false;
    }
  }

  async #signs(): Promise<GroupSigns> {
    const { idleMilliseconds } = this.#options;
    const isQuiet = idleMilliseconds() >= SILENCE_MILLISECONDS_MAX;
    const lag = isQuiet ? await this.#ask() : undefined;
    return {
      // Asked again after the answers: a chunk may have arrived meanwhile.
      idleMilliseconds: idleMilliseconds(),
      answeringMilliseconds: performance.now() - this.#silentAt,
      lag,
      hasProbeAnswered: lag !== undefined,
    };
  }

  async #ask(): Promise<bigint | undefined> {
    const { probe, lag } = this.#options;
    const began = performance.now();
    try {
      await probe();
      const waiting = await lag();
      if (performance.now() - began > ANSWER_MILLISECONDS_MAX) this.#silentAt = performance.now();
      return waiting;
    } catch {
      this.#silentAt = performance.now();
      return undefined;
    }
  }
}
