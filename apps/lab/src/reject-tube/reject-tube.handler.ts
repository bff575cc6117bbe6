import { appendAudit, IDS } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { Ids, RejectionReason } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { rejectTube } from '../tube/bench.decider.js';
import { TubeStore } from '../tube/tube.store.js';
import type { By } from '../tube/turn.js';

export interface RejectTubeCommand {
  readonly tubeId: string;
  readonly reason: RejectionReason;
  readonly labCode: string;
  readonly by: By;
}

@Injectable()
export class RejectTube {
  constructor(
    private readonly tubes: TubeStore,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  async run(tx: Tx, { tubeId, reason, labCode, by }: RejectTubeCommand): Promise<{ tubeId: string; state: string }> {
    const act = { id: this.ids.uuid7(), tubeId, labCode, reason, recordedAt: tx.recordedAt, ...by };
    const taken = await this.tubes.change(tx, [tubeId], (turn) =>
      rejectTube(turn, { ...act, kind: 'rejected', batchId: undefined, note: undefined, state: 'waiting' }),
    );
    // What another laboratory did with its tube looks like a tube that nobody knows.
    const isRejected = taken.turns.some(({ tube }) => tube.handed?.labCode === labCode && tube.state === 'rejected');
    appendAudit(tx, {
      kind: 'tube-rejected',
      object: { kind: 'tube', id: tubeId },
      detail: { labCode, reason, isRejected },
    });
    return { tubeId, state: isRejected ? 'rejected' : 'kept' };
  }
}
