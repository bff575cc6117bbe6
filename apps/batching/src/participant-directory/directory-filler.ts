import { setTimeout as wait } from 'node:timers/promises';
import { Log, Shutdown } from '@lib/platform';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ParticipantDirectory } from './participant-directory.store.js';

// The directory serves questions that people ask hours later; a second behind is nothing, and an idle site costs one
// small query a second.
const pauseMs = 1_000;

/** Files sealed tubes in the background for as long as the service runs. */
@Injectable()
export class DirectoryFiller implements OnApplicationBootstrap {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly directory: ParticipantDirectory,
    private readonly log: Log,
    private readonly shutdown: Shutdown,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
    this.shutdown.add('consumers', 'participant directory', () => {
      this.stopping.abort();
      return this.running;
    });
  }

  // Filing costs about as much as sampling itself. Resting as long as it worked leaves sampling at least half of the
  // machine at the peak; what waits is filed when the sites are quiet.
  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const began = performance.now();
      const tubes = await this.turn();
      const restMs = tubes === 0 ? pauseMs : performance.now() - began;
      await wait(restMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** A turn that fails is tried again: what it took is back in the queue. */
  private async turn(): Promise<number> {
    try {
      if (!(await this.directory.hasWork())) return 0;
      const { tubes, conflicts } = await this.directory.fileTurn();
      if (conflicts > 0) this.log.warn('people with a second tube in a round', { conflicts });
      return tubes;
    } catch (error) {
      this.log.error('filing sealed tubes failed', error);
      return 0;
    }
  }
}
