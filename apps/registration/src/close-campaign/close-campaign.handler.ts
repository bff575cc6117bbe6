import { Refusal } from '@lib/contracts/refusals';
import { appendAudit } from '@lib/platform';
import type { Actor, Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import { KeyFile } from '../keys/key-file.js';
import { KeyRing } from '../keys/key-ring.store.js';
import { lapsesAt, mustBeFinished, mustBeSecondPerson } from './closing.decider.js';
import { ClosingStore } from './closing.store.js';

/**
 * Two people end a campaign. With the second one's word its keys are destroyed, in the same transaction: from that
 * commit on nothing of it opens, and the rows themselves are deleted piece by piece behind it.
 */
@Injectable()
export class CloseCampaign {
  constructor(
    private readonly campaigns: CampaignStore,
    private readonly closings: ClosingStore,
    private readonly keys: KeyRing,
    private readonly file: KeyFile,
  ) {}

  async propose(tx: Tx, campaignId: string, reason: string, actor: Actor) {
    const campaign = await this.campaigns.lockAgainstPeople(tx, campaignId);
    if (campaign.closedAt !== null) throw new Refusal('CAMPAIGN_CLOSED', { campaignId });
    mustBeFinished(campaignId, await this.closings.unfinished(tx, campaignId));
    await this.closings.propose(tx, campaignId, reason, actor.id);
    appendAudit(tx, { kind: 'campaign-close-proposed', actor, object: { kind: 'campaign', id: campaignId } });
    return { campaignId, proposedBy: actor.id, lapsesAt: lapsesAt(tx.recordedAt).toISOString() };
  }

  async confirm(tx: Tx, campaignId: string, actor: Actor) {
    // Waits for everybody who is writing people in, and keeps newcomers waiting until the campaign says that it is closed.
    const campaign = await this.campaigns.lockAgainstPeople(tx, campaignId);
    if (campaign.closedAt !== null) throw new Refusal('CAMPAIGN_CLOSED', { campaignId });
    if (this.file.certificate === undefined) throw new Refusal('CERTIFICATE_KEY_MISSING');
    mustBeSecondPerson(await this.closings.proposal(tx, campaignId), actor.id, tx.recordedAt);
    mustBeFinished(campaignId, await this.closings.unfinished(tx, campaignId));
    const before = await this.closings.counts(tx, campaignId);
    const destroyed = await this.keys.destroyAll(tx, campaignId);
    await this.closings.confirm(tx, campaignId, actor.id, destroyed, before);
    const detail = { keysDestroyed: destroyed.length, identities: before['participants.name_sealed'] ?? 0 };
    appendAudit(tx, { kind: 'campaign-closed', actor, object: { kind: 'campaign', id: campaignId }, detail });
    return {
      campaignId,
      closedAt: tx.recordedAt.toISOString(),
      keysDestroyed: destroyed.length,
      identities: before['participants.name_sealed'] ?? 0,
    };
  }
}
