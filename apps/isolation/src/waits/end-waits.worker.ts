import { Database, Log, Rounds, Shutdown } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { AnswerWaits } from './answer-waits.handler.js';
import { SealedTubeStore } from './sealed-tube.store.js';
import { Waits } from './waits.handler.js';
import { WaitStore } from './wait.store.js';

const everyMs = 1_000; // Only how soon it is written: whether somebody waits is asked of the clock.
const rowsPerCommit = 200;

/**
 * Writes down which waits ran out: the result is still owed, its task is overdue from that instant, and climbs. Ends those
 * for a tube that turned out to be somebody else's.
 */
@Injectable()
export class EndWaitsWorker implements OnApplicationBootstrap {
  constructor(
    private readonly database: Database,
    private readonly waits: WaitStore,
    private readonly tubes: SealedTubeStore,
    private readonly answers: AnswerWaits,
    private readonly handler: Waits,
    private readonly log: Log,
    private readonly shutdown: Shutdown,
  ) {}

  onApplicationBootstrap(): void {
    Rounds.start({
      ...{ name: 'end-waits', everyMilliseconds: everyMs, log: this.log, shutdown: this.shutdown },
      turn: () => this.look(),
    });
  }

  /** Out: how many waits ran out. */
  async look(): Promise<number> {
    await this.database.transaction((tx) => this.#endForeign(tx));
    return this.database.transaction((tx) => this.#end(tx));
  }

  // Batching may tell of a tube before, after or while somebody begins to wait for it; both rows are there in the end.
  async #endForeign(tx: Tx): Promise<void> {
    const foreign = await this.tubes.awaitedByOthers(tx, rowsPerCommit);
    const told = foreign.map((one) => ({ ...one, finding: null, actor: 'isolation', causation: undefined }));
    await this.answers.run(told, tx);
  }

  async #end(tx: Tx): Promise<number> {
    const due = await this.waits.lockDue(tx, rowsPerCommit);
    for (const wait of due) {
      await this.waits.end(tx, wait, 'term-over', 'isolation');
      await this.handler.leaveRoom(tx, wait, 'isolation');
    }
    return due.length;
  }
}
