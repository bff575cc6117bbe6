import { limits } from './limits.js';
import type { Log } from './log.js';

/** Order in which a service ends: nothing is closed while something before it may still need it. */
export const shutdownPhases = ['intake', 'consumers', 'queues', 'relay', 'database'] as const;
export type ShutdownPhase = (typeof shutdownPhases)[number];

const stepMsMax = limits.shutdownStep.value; // A consumer's chunk or a slow client gets this long; the supervisor kills after thirty.

interface Step {
  readonly name: string;
  readonly run: () => Promise<unknown>;
}

/** Ends a service in order; a step that fails or hangs is told and passed over, so that the next one still runs. */
export class Shutdown {
  private readonly steps = new Map<ShutdownPhase, Step[]>();
  private running: Promise<void> | undefined;

  constructor(private readonly log: Log) {}

  /** Adds what is to be done in a phase. Steps of one phase run side by side. */
  add(phase: ShutdownPhase, name: string, run: () => Promise<unknown>): void {
    this.steps.set(phase, [...(this.steps.get(phase) ?? []), { name, run }]);
  }

  /** Runs all steps once, however often it is called. */
  run(): Promise<void> {
    this.running ??= this.runPhases();
    return this.running;
  }

  private async runPhases(): Promise<void> {
    for (const phase of shutdownPhases) {
      await Promise.all((this.steps.get(phase) ?? []).map((step) => this.finish(phase, step)));
    }
  }

  private async finish(phase: ShutdownPhase, step: Step): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`not done within ${stepMsMax} ms`)), stepMsMax);
    });
    try {
      await Promise.race([step.run(), tooLong]);
    } catch (error) {
      this.log.error('a step of the shutdown failed', error, { phase, step: step.name });
    } finally {
      clearTimeout(timer);
    }
  }
}
