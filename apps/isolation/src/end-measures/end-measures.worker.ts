import { Log, Rounds, Shutdown } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { ProposeAgain } from '../contacts/propose-again.handler.js';
import { EndMeasures } from './end-measures.handler.js';

const everyMs = 1_000; // Only how soon others hear of it: whether a measure is in force is never asked of this loop.

/** Looks every second for what has run out. Several replicas may: the person's lock lets one write it. */
@Injectable()
export class EndMeasuresWorker implements OnApplicationBootstrap {
  constructor(
    private readonly endMeasures: EndMeasures,
    private readonly proposeAgain: ProposeAgain,
    private readonly log: Log,
    private readonly shutdown: Shutdown,
  ) {}

  onApplicationBootstrap(): void {
    Rounds.start({
      ...{ name: 'end-measures', everyMilliseconds: everyMs, log: this.log, shutdown: this.shutdown },
      turn: async () => (await this.endMeasures.run()) + (await this.proposeAgain.run()),
    });
  }
}
