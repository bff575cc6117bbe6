import type { z } from 'zod';
import { PolicyChangedV1 } from '@lib/contracts/events/registration/policy-changed.v1';
import type { changePolicy } from '@lib/contracts/http/registration/campaigns';
import { appendAudit, CLOCK } from '@lib/platform';
import type { Actor, Tx } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import { refusePackOfOne } from '../policy-pack/policy-pack.decider.js';
import { changeRows } from '../campaign/policy.decider.js';

@Injectable()
export class ChangePolicy {
  constructor(
    private readonly campaigns: CampaignStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** What one person may change alone. Throws CAMPAIGN_UNKNOWN and what `refusePackOfOne` throws. */
  async run(tx: Tx, campaignId: string, command: z.output<typeof changePolicy.request>, actor: Actor) {
    const { kind } = await this.campaigns.lock(tx, campaignId);
    refusePackOfOne(kind, command.policy);
    return this.apply(tx, campaignId, command, actor);
  }

  /** A change to what holds already makes no version and no event: nothing changed for anybody. */
  async apply(
    tx: Tx,
    campaignId: string,
    command: { readonly policy: Readonly<Record<string, unknown>>; readonly reason: string },
    actor: Actor,
  ): Promise<{ policyVersion: number }> {
    const campaign = await this.campaigns.lock(tx, campaignId);
    const rows = changeRows(await this.campaigns.policyOf(tx, campaignId), { ...command.policy });
    if (rows.length === 0) return { policyVersion: campaign.policyVersion };
    await this.campaigns.addPolicyVersion(tx, campaign, rows, { actor: actor.id, reason: command.reason });
    const policy = await this.campaigns.policyOf(tx, campaignId);
    const content = { campaignId, policy, changedAt: tx.recordedAt.toISOString() };
    const frame = { actor: actor.id, capturedAt: this.clock.now(), policyVersion: String(policy.version) };
    await this.campaigns.publish(tx, campaign, PolicyChangedV1, content, frame);
    const detail = { policyVersion: policy.version, rows: rows.length };
    appendAudit(tx, { kind: 'policy-changed', actor, object: { kind: 'campaign', id: campaignId }, detail });
    return { policyVersion: policy.version };
  }
}
