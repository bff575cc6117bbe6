import { CampaignClosedV1 } from '@lib/contracts/events/registration/campaign-closed.v1';
import { appendAudit, Database, IDS, Log } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import { CertificateStore } from '../certificate/certificate.store.js';
import { ClosingStore, outcomes } from './closing.store.js';
import type { Confirmed } from './closing.store.js';

// Some 1 KB a row: a transaction of a few megabytes, short enough for whoever else uses the tables.
const rowsAtOnce = 2_000;

/** Deletes what a closed campaign holds of people, piece by piece, and certifies it when nothing is left. */
@Injectable()
export class EraseIdentities {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignStore,
    private readonly closings: ClosingStore,
    private readonly certificates: CertificateStore,
    private readonly log: Log,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  /** Out: how many rows went, or 1 when a certificate was issued; 0 when there is nothing to do. */
  some(): Promise<number> {
    return this.database.transaction(async (tx) => {
      const closing = await this.closings.unerased(tx);
      if (closing === undefined) return 0;
      const gone = await this.closings.erase(tx, closing.campaignId, rowsAtOnce);
      if (gone === 0) await this.certify(tx, closing);
      return Math.max(gone, 1);
    });
  }

  private async certify(tx: Tx, closing: Confirmed): Promise<void> {
    const { campaignId } = closing;
    const campaign = await this.campaigns.lockAgainstPeople(tx, campaignId);
    const columns = outcomes(closing.before, await this.closings.counts(tx, campaignId));
    await this.closings.markErased(tx, campaignId);
    const certificateId = this.ids.uuid7();
    const { before, proposedAt, confirmedAt, keysDestroyed, ...people } = closing;
    const sha256 = await this.certificates.issue(tx, {
      ...people,
      certificateId,
      kind: campaign.kind,
      policyVersion: campaign.policyVersion,
      proposedAt: proposedAt.toISOString(),
      confirmedAt: confirmedAt.toISOString(),
      erasedAt: tx.recordedAt.toISOString(),
      keysDestroyed: [...keysDestroyed],
      columns,
    });
    const content = {
      campaignId,
      certificateId,
      certificateSha256: sha256,
      identitiesDeleted: before['participants.name_sealed'] ?? 0,
      closedAt: confirmedAt.toISOString(),
      closedBy: closing.confirmedBy,
    };
    const frame = { actor: closing.confirmedBy, capturedAt: confirmedAt };
    appendAudit(tx, {
      kind: 'campaign-erased',
      object: { kind: 'campaign', id: campaignId },
      detail: { certificateId, sha256 },
    });
    await this.campaigns.publish(tx, campaign, CampaignClosedV1, content, frame);
    this.log.info('a campaign is closed and certified', { campaignId, certificateId });
  }
}
