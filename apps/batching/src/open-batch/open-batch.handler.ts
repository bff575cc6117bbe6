import { Idempotency } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { openBatch } from '../batch/batch.decider.js';
import { contextOf, type SiteCommand } from '../batch/site-command.js';
import { decideWithin } from '../site-record/decide-within.js';
import { recordId, stateOf } from '../site-record/site-record.js';
import { SiteRecordStore } from '../site-record/site-record.store.js';

export interface NewBatch {
  readonly batchId: string;
  readonly campaignId: string;
  readonly labCode: string;
}

/** Opens a box. Whether the laboratory exists is the laboratory's own fact: nothing is refused for it here. */
@Injectable()
export class OpenBatch {
  constructor(
    private readonly record: SiteRecordStore,
    private readonly idempotency: Idempotency,
  ) {}

  run(command: SiteCommand, wanted: NewBatch): Promise<{ batchId: string; boxCode: string }> {
    return this.idempotency.run(command.key, 'POST /v1/batches', wanted, async (tx) => {
      const [policy] = await tx.query<{ policy_version: number | null }>(
        'select policy_version from known_campaigns where campaign_id = $1',
        [wanted.campaignId],
      );
      const id = recordId.batch(wanted.batchId);
      return decideWithin(this.record, tx, [id], (states, { recordedAt }) => {
        const policyVersion = policy?.policy_version ?? null;
        const known = stateOf(states, 'batch', id)?.batch;
        const batch = openBatch(known, { ...wanted, policyVersion }, contextOf(command, recordedAt));
        return {
          states: new Map([[id, { kind: 'batch', batch, isStored: false }]]),
          answer: { batchId: batch.batchId, boxCode: batch.boxCode },
        };
      });
    });
  }
}
