import { refusals } from '@lib/contracts/refusals';
import { Idempotency, type Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { mustBeOpenHere, packTubes, type Packing } from '../batch/batch.decider.js';
import { contextOf, type SiteCommand } from '../batch/site-command.js';
import { decideWithin } from '../site-record/decide-within.js';
import { recordId, type SiteRow, type SiteState, stateOf } from '../site-record/site-record.js';
import { SiteRecordStore } from '../site-record/site-record.store.js';
import type { Tube } from '../tube/tube.js';

export interface PackingReceipt {
  readonly packed: readonly string[];
  readonly refused: readonly { tubeId: string; code: string; zh: string; en: string }[];
}

/** Packs tubes into a box, with an answer for each. */
@Injectable()
export class PackTubes {
  constructor(
    private readonly record: SiteRecordStore,
    private readonly idempotency: Idempotency,
  ) {}

  run(command: SiteCommand, batchId: string, tubeIds: readonly string[]): Promise<PackingReceipt> {
    const body = { batchId, tubeIds };
    return this.idempotency.run(command.key, 'POST /v1/batches/:batchId/tubes', body, (tx) =>
      this.pack(tx, command, batchId, tubeIds),
    );
  }

  private async pack(tx: Tx, command: SiteCommand, batchId: string, tubeIds: readonly string[]) {
    const box = recordId.batch(batchId);
    // The box is locked first, so that nobody fills it between this count and the packing.
    await decideWithin(this.record, tx, [box], (states) => {
      mustBeOpenHere(stateOf(states, 'batch', box)?.batch, command.siteCode);
      return { answer: undefined };
    });
    const [counted] = await tx.query<{ tubes: number }>('select count(*) as tubes from tubes where batch_id = $1', [
      batchId,
    ]);
    const ids = new Map(tubeIds.map((tubeId) => [recordId.tube(tubeId), tubeId]));
    return decideWithin(this.record, tx, [box, ...ids.keys()], (states, { recordedAt }) => {
      const batch = mustBeOpenHere(stateOf(states, 'batch', box)?.batch, command.siteCode);
      const tubes = tubesOf(states, ids);
      const packing = packTubes(batch, tubeIds, tubes, counted?.tubes ?? 0, contextOf(command, recordedAt));
      return { states: statesAfter(packing, states), rows: rowsOf(packing), answer: receiptOf(packing) };
    });
  }
}

function tubesOf(states: ReadonlyMap<string, SiteState>, ids: ReadonlyMap<string, string>): Map<string, Tube> {
  const tubes = new Map<string, Tube>();
  for (const [id, tubeId] of ids) {
    const record = stateOf(states, 'tube', id);
    if (record) tubes.set(tubeId, record.tube);
  }
  return tubes;
}

function statesAfter({ boxed }: Packing, states: ReadonlyMap<string, SiteState>): Map<string, SiteState> {
  return new Map(
    boxed.map((tube): [string, SiteState] => {
      const id = recordId.tube(tube.tubeId);
      const openRows = stateOf(states, 'tube', id)?.openRows ?? [];
      return [id, { kind: 'tube', tube, isStored: true, openRows }];
    }),
  );
}

const rowsOf = ({ links }: Packing): SiteRow[] => links.map((link) => ({ table: 'custody', link }));

const receiptOf = ({ packed, refused }: Packing): PackingReceipt => ({
  packed,
  refused: refused.map(({ tubeId, code }) => ({ tubeId, code, zh: refusals[code].zh, en: refusals[code].en })),
});
