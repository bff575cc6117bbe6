import { setTimeout as pause } from 'node:timers/promises';
import { Log, Shutdown } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { AskSecondSwabs } from './ask-second-swabs.handler.js';

const everyMs = 2_000;

/** Looks for second swabs whose time has come. Several replicas may: whoever is asked by two is called back once. */
@Injectable()
export class AskSecondSwabsWorker implements OnApplicationBootstrap {
  readonly #ending = new AbortController();
  #loop: Promise<void> | undefined;

  constructor(
    private readonly askSecondSwabs: AskSecondSwabs,
    private readonly log: Log,
    private readonly shutdown: Shutdown,
  ) {}

  onApplicationBootstrap(): void {
    this.#loop ??= this.#run();
    this.shutdown.add('consumers', 'ask-second-swabs', async () => {
      this.#ending.abort();
      await this.#loop;
    });
  }

  async #run(): Promise<void> {
    while (!this.#ending.signal.aborted) {
      try {
        await this.askSecondSwabs.run();
      } catch (error) {
        this.log.warn('second swabs are asked for at the next look', { error: String(error) });
      }
      await pause(everyMs, undefined, { signal: this.#ending.signal }).catch(() => undefined);
    }
  }
}
