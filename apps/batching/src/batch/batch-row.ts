import type { Tx } from '@lib/platform';
import { In } from 'typeorm';
import type { Batch, HandOver } from './batch.js';
import { BatchEntity } from './batch.entity.js';

/** Reads and locks these boxes; one that does not exist is left out. */
export async function loadBatches(tx: Tx, batchIds: readonly string[]): Promise<Batch[]> {
  if (batchIds.length === 0) return [];
  const rows = await tx.manager.find(BatchEntity, {
    where: { batchId: In([...batchIds]) },
    order: { batchId: 'ASC' },
    lock: { mode: 'pessimistic_write' },
  });
  return rows.map(batchOf);
}

/** Writes boxes: a new row, or the row of that very version before. Throws when somebody else wrote in between. */
export async function saveBatches(
  tx: Tx,
  records: readonly { readonly batch: Batch; readonly isStored: boolean }[],
): Promise<void> {
  for (const { batch, isStored } of records) {
    const row = rowOf(batch);
    if (!isStored) {
      await tx.manager.insert(BatchEntity, row);
      continue;
    }
    const { batchId, ...changed } = row;
    const { affected } = await tx.manager.update(BatchEntity, { batchId, state: 'open' }, changed);
    if (affected !== 1) throw new Error(`box ${batchId} was handed over by somebody else in between`);
  }
}

/** A box out of its row. */
export function batchOf(row: BatchEntity): Batch {
  const { batchId, boxCode, campaignId, siteCode, labCode, openedBy, openedAt } = row;
  const { policyVersion, factsTold, version } = row;
  const core = {
    ...{ batchId, boxCode, campaignId, siteCode, labCode, openedBy, openedAt },
    ...{ policyVersion, factsTold, version },
  };
  if (row.state === 'open') return { ...core, state: 'open' };
  const { tubesCounted, sealNumber, handedOverBy, takenOverBy, handedOverCapturedAt, handedOverAt } = row;
  if (
    tubesCounted === null ||
    sealNumber === null ||
    handedOverBy === null ||
    takenOverBy === null ||
    handedOverCapturedAt === null ||
    handedOverAt === null
  ) {
    throw new Error(`box ${batchId} is handed over, but its row does not say how`);
  }
  const handOver = {
    tubesCounted,
    sealNumber,
    handedOverBy,
    takenOverBy,
    capturedAt: handedOverCapturedAt,
    handedOverAt,
  };
  return { ...core, state: 'handed-over', handOver };
}

function rowOf(batch: Batch): BatchEntity {
  const { batchId, boxCode, campaignId, siteCode, labCode, state, openedBy, openedAt } = batch;
  const { policyVersion, factsTold, version } = batch;
  return {
    ...{ batchId, boxCode, campaignId, siteCode, labCode, state, openedBy, openedAt },
    ...{ policyVersion, factsTold, version },
    ...(batch.state === 'handed-over' ? handOverColumns(batch.handOver) : notHandedOver),
  };
}

const notHandedOver = {
  tubesCounted: null,
  sealNumber: null,
  handedOverBy: null,
  takenOverBy: null,
  handedOverCapturedAt: null,
  handedOverAt: null,
};

const handOverColumns = ({ capturedAt, ...over }: HandOver) => ({ ...over, handedOverCapturedAt: capturedAt });
