import { Idempotency, type Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { handOver, type HandOverCommand, type HandingOver, mustBeOpenHere } from '../batch/batch.decider.js';
import { type Manifest, type ManifestLine, manifestOf } from '../batch/manifest.js';
import { contextOf, type SiteCommand } from '../batch/site-command.js';
import { decideWithin } from '../site-record/decide-within.js';
import { framed } from '../site-record/framed.js';
import { recordId, type SiteRow, type SiteState, stateOf } from '../site-record/site-record.js';
import { SiteRecordStore } from '../site-record/site-record.store.js';
import type { HandedTube } from '../tube/tube.js';

/** Hands a box to a courier: box, tubes, custody and the fact for the laboratory in one transaction. */
@Injectable()
export class HandOverBatch {
  constructor(
    private readonly record: SiteRecordStore,
    private readonly idempotency: Idempotency,
  ) {}

  run(command: SiteCommand, batchId: string, over: HandOverCommand): Promise<Manifest> {
    const body = { batchId, ...over };
    return this.idempotency.run(command.key, 'POST /v1/batches/:batchId/hand-over', body, (tx) =>
      this.handOver(tx, command, batchId, over),
    );
  }

  private async handOver(tx: Tx, command: SiteCommand, batchId: string, over: HandOverCommand): Promise<Manifest> {
    const box = recordId.batch(batchId);
    // The box is locked first, so that nothing is packed into it between reading what is in it and handing it over.
    await decideWithin(this.record, tx, [box], (states) => {
      mustBeOpenHere(stateOf(states, 'batch', box)?.batch, command.siteCode);
      return { answer: undefined };
    });
    const inBox = await tx.query<{ tube_id: string }>(
      'select tube_id from tubes where batch_id = $1 order by tube_id',
      [batchId],
    );
    const ids = inBox.map(({ tube_id }) => recordId.tube(tube_id));
    return decideWithin(this.record, tx, [box, ...ids], (states, { recordedAt }) => {
      const batch = mustBeOpenHere(stateOf(states, 'batch', box)?.batch, command.siteCode);
      const tubes = ids.flatMap((id) => stateOf(states, 'tube', id)?.tube ?? []);
      const handing = handOver(batch, tubes, over, contextOf(command, recordedAt, over.capturedAt));
      return {
        states: statesAfter(handing),
        rows: handing.links.map((link): SiteRow => ({ table: 'custody', link })),
        events: [framed(handing.fact)],
        answer: manifestOf(handing.batch, handing.tubes.map(lineOf)),
      };
    });
  }
}

const statesAfter = ({ batch, tubes }: HandingOver): Map<string, SiteState> =>
  new Map<string, SiteState>([
    [recordId.batch(batch.batchId), { kind: 'batch', batch, isStored: true }],
    ...tubes.map((tube): [string, SiteState] => [
      recordId.tube(tube.tubeId),
      { kind: 'tube', tube, isStored: true, openRows: [] },
    ]),
  ]);

const lineOf = ({ tubeId, members, seal, custody, purpose }: HandedTube): ManifestLine => ({
  tubeId,
  specimens: members.length,
  sealedAt: seal.recordedAt,
  custodyHash: custody.hash,
  purpose,
});
