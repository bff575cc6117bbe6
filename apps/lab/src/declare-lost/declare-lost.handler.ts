import { appendAudit, IDS } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { loseTube } from '../tube/bench.decider.js';
import { TubeStore } from '../tube/tube.store.js';
import type { By } from '../tube/turn.js';

export interface DeclareLostCommand {
  readonly tubeId: string;
  readonly note: string | undefined;
  readonly labCode: string;
  readonly by: By;
}

@Injectable()
export class DeclareLost {
  constructor(
    private readonly tubes: TubeStore,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  async run(tx: Tx, { tubeId, note, labCode, by }: DeclareLostCommand): Promise<{ tubeId: string; state: string }> {
    const act = { id: this.ids.uuid7(), tubeId, labCode, note, recordedAt: tx.recordedAt, ...by };
    await this.tubes.change(tx, [tubeId], (turn) =>
      loseTube(turn, { ...act, kind: 'lost', batchId: turn.tube.handed?.batchId, reason: undefined, state: 'waiting' }),
    );
    appendAudit(tx, { kind: 'tube-lost', object: { kind: 'tube', id: tubeId }, detail: { labCode } });
    return { tubeId, state: 'lost' };
  }
}
