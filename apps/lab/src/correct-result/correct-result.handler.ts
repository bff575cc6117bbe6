import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { TubeStore } from '../tube/tube.store.js';
import type { By } from '../tube/turn.js';
import { correctResult } from './correct-result.decider.js';
import type { Correction } from './correct-result.decider.js';

@Injectable()
export class CorrectResult {
  constructor(private readonly tubes: TubeStore) {}

  async run(
    tx: Tx,
    tubeId: string,
    correction: Correction,
    by: By,
  ): Promise<{ tubeId: string; resultVersion: number }> {
    let resultVersion = 0;
    await this.tubes.change(tx, [tubeId], (turn) => {
      resultVersion = correctResult(turn, correction, by);
    });
    return { tubeId, resultVersion };
  }
}
