import { Log, Rounds, Shutdown } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { AskSecondSwabs } from './ask-second-swabs.handler.js';

const everyMs = 2_000;

/** Looks for second swabs whose time has come. Several replicas may: whoever is asked by two is called back once. */
@Injectable()
export class AskSecondSwabsWorker implements OnApplicationBootstrap {
  constructor(
    private readonly askSecondSwabs: AskSecondSwabs,
    private readonly log: Log,
    private readonly shutdown: Shutdown,
  ) {}

  onApplicationBootstrap(): void {
    Rounds.start({
      ...{ name: 'ask-second-swabs', everyMilliseconds: everyMs, log: this.log, shutdown: this.shutdown },
      turn: () => this.askSecondSwabs.run(),
    });
  }
}
