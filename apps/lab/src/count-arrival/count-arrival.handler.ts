import { IDS } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { Ids, RejectionReason } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { compareCount } from '../box/arrival.decider.js';
import type { Arrival } from '../box/arrival.decider.js';
import { BoxStore } from '../box/box.store.js';
import { receiveTube } from '../tube/bench.decider.js';
import type { BenchAct } from '../tube/tube.js';
import { TubeStore } from '../tube/tube.store.js';
import type { By } from '../tube/turn.js';

export interface CountArrivalCommand {
  readonly batchId: string;
  readonly received: readonly string[];
  readonly rejected: readonly { readonly tubeId: string; readonly reason: RejectionReason }[];
  readonly labCode: string;
  readonly by: By;
}

/** Counts a box at the dock: every tube is received or rejected at once, and the count is compared with the manifest. */
@Injectable()
export class CountArrival {
  constructor(
    private readonly boxes: BoxStore,
    private readonly tubes: TubeStore,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  async run(tx: Tx, command: CountArrivalCommand): Promise<Arrival & { batchId: string }> {
    const { batchId, labCode, by } = command;
    const reasons = new Map(command.rejected.map(({ tubeId, reason }) => [tubeId, reason]));
    const received = [...new Set(command.received)].filter((tubeId) => !reasons.has(tubeId));
    const rejected = [...reasons].map(([tubeId, reason]) => ({ tubeId, reason }));
    await this.boxes.lock(tx, [batchId]);
    await this.tubes.change(tx, [...received, ...reasons.keys()], (turn) => {
      const reason = reasons.get(turn.tube.tubeId);
      receiveTube(turn, this.act(turn.tube.tubeId, command, reason, tx.recordedAt));
    });
    const id = this.ids.uuid7();
    await this.boxes.keepCount(tx, { id, batchId, labCode, received, rejected, by });
    const told = await this.boxes.tellCounts(tx, [batchId]);
    const arrival = told.get(id) ?? compareCount({ received, rejected }, undefined, () => undefined);
    return { batchId, ...arrival };
  }

  private act(
    tubeId: string,
    { batchId, labCode, by }: CountArrivalCommand,
    reason: RejectionReason | undefined,
    recordedAt: Date,
  ): BenchAct {
    const kind = reason === undefined ? 'received' : 'rejected';
    const common = { id: this.ids.uuid7(), tubeId, labCode, batchId, note: undefined, recordedAt };
    return { ...common, ...by, kind, reason, state: 'waiting' };
  }
}
