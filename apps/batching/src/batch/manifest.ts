import type { TubePurpose } from '@lib/vocabulary';
import type { z } from 'zod';
import type { manifest } from '@lib/contracts/http/batching/batches';
import type { Batch } from './batch.js';

export type Manifest = z.output<typeof manifest>;

/** A tube in a box. */
export interface ManifestLine {
  readonly tubeId: string;
  readonly specimens: number;
  readonly sealedAt: Date;
  readonly custodyHash: string;
  readonly purpose: TubePurpose;
}

/** The list that goes with a box: what is in it, and how it was handed over. */
export function manifestOf(batch: Batch, lines: readonly ManifestLine[]): Manifest {
  const over = batch.state === 'handed-over' ? batch.handOver : undefined;
  return {
    batchId: batch.batchId,
    boxCode: batch.boxCode,
    campaignId: batch.campaignId,
    siteCode: batch.siteCode,
    labCode: batch.labCode,
    state: batch.state,
    sealNumber: over?.sealNumber ?? null,
    tubes: lines.map(({ tubeId, specimens, sealedAt, custodyHash, purpose }) => ({
      tubeId,
      specimens,
      sealedAt: sealedAt.toISOString(),
      custodyHash,
      purpose,
    })),
    isPriority: lines.some(({ purpose }) => purpose === 'recollection'),
    handedOverAt: over?.handedOverAt.toISOString() ?? null,
  };
}
