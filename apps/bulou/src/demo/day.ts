import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '@lib/vocabulary';

// Sampling from 07:00 to 21:00, as on most campaign days (performance §1: 14 h window).
const samplingHours = 14;
const hourMs = 3_600_000;

/**
 * The campaign's day. Event time runs over fourteen hours that end now, whatever the pace; `--pace` only makes the
 * client wait until the moment has come, so that a day takes as many real seconds as asked.
 */
export class DemoDay {
  private readonly startMs: number;
  private readonly beganMs = performance.now();

  constructor(
    clock: Clock,
    /** Real seconds for the whole day; 0 sends as fast as the house takes it. */
    private readonly realSeconds: number,
  ) {
    this.startMs = clock.now().getTime() - samplingHours * hourMs;
  }

  /** The event time at a part of the day, 0..1, as ISO 8601 UTC. */
  at(part: number): string {
    return new Date(this.startMs + Math.round(part * samplingHours * hourMs)).toISOString();
  }

  /** Waits until this part of the day has come; does not wait without a pace. */
  async reach(part: number): Promise<void> {
    const waitMs = this.beganMs + part * this.realSeconds * 1_000 - performance.now();
    if (waitMs > 0) await pause(waitMs);
  }
}
