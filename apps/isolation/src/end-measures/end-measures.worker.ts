import { setTimeout as pause } from 'node:timers/promises';
import { Log, Shutdown } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { EndMeasures } from './end-measures.handler.js';

const everyMs = 1_000; // Only how soon others hear of it: whether a measure is in force is never asked of this loop.

/** Looks every second for what has run out. Several replicas may: the person's lock lets one write it. */
@Injectable()
export class EndMeasuresWorker implements OnApplicationBootstrap {
  readonly #ending = new AbortController();
  #loop: Promise<void> | undefined;

  constructor(
    private readonly endMeasures: EndMeasures,
    private readonly log: Log,
    private readonly shutdown: Shutdown,
  ) {}

  onApplicationBootstrap(): void {
    this.#loop ??= this.#run();
    this.shutdown.add('consumers', 'end-measures', async () => {
      this.#ending.abort();
      await this.#loop;
    });
  }

  async #run(): Promise<void> {
    while (!this.#ending.signal.aborted) {
      try {
        await this.endMeasures.run();
      } catch (error) {
        this.log.warn('measures that ran out are written down at the next look', { error: String(error) });
      }
      await pause(everyMs, undefined, { signal: this.#ending.signal }).catch(() => undefined);
    }
  }
}
