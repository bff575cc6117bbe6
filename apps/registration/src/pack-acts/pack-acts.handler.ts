import { Refusal } from '@lib/contracts/refusals';
import { appendAudit, IDS } from '@lib/platform';
import type { Actor, Tx } from '@lib/platform';
import type { Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import { ChangePolicy } from '../change-policy/change-policy.handler.js';
import { policyAfter } from '../policy-pack/policy-pack.decider.js';
import type { PackAct } from '../policy-pack/policy-pack.decider.js';
import { PolicyPackStore } from '../policy-pack/policy-pack.store.js';

/** Puts a pack in or out of force: one person proposes, another one confirms, and only then anything changes. */
@Injectable()
export class PackActs {
  constructor(
    private readonly campaigns: CampaignStore,
    private readonly packs: PolicyPackStore,
    private readonly changePolicy: ChangePolicy,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  /** Throws CAMPAIGN_UNKNOWN, PACK_UNKNOWN and what `policyAfter` throws: nobody is asked to confirm what cannot be. */
  async propose(tx: Tx, campaignId: string, command: PackAct & { readonly reason: string }, actor: Actor) {
    const { kind } = await this.campaigns.lock(tx, campaignId);
    const pack = await this.packs.find(tx, command.packId, command.version);
    policyAfter(await this.campaigns.policyOf(tx, campaignId), pack, command, { kind, at: tx.recordedAt });
    const actId = this.ids.uuid7();
    await this.packs.propose(tx, { ...command, actId, campaignId, proposedBy: actor.id }, kind);
    const detail = { packId: command.packId, version: command.version, act: command.act, area: command.area };
    appendAudit(tx, { kind: 'policy-pack-proposed', actor, object: { kind: 'campaign', id: campaignId }, detail });
    return { actId };
  }

  /** Throws PACK_ACT_UNKNOWN, PACK_ACT_DONE, SECOND_SIGNATURE_NEEDED and what `policyAfter` throws. */
  async confirm(tx: Tx, actId: string, actor: Actor) {
    const act = await this.packs.lockAct(tx, actId);
    if (act.confirmedBy !== null) throw new Refusal('PACK_ACT_DONE', { actId });
    if (act.proposedBy === actor.id) throw new Refusal('SECOND_SIGNATURE_NEEDED', { actId });
    const { campaignId, packId, version, area, reason } = act;
    const { kind } = await this.campaigns.lock(tx, campaignId);
    const pack = await this.packs.find(tx, packId, version);
    const policy = await this.campaigns.policyOf(tx, campaignId);
    const change = policyAfter(policy, pack, act, { kind, at: tx.recordedAt });
    await this.packs.confirm(tx, actId, actor.id);
    const { policyVersion } = await this.changePolicy.apply(tx, campaignId, { policy: change, reason }, actor);
    const done = act.act === 'activate' ? 'policy-pack-activated' : 'policy-pack-ended';
    const detail = { packId, version, area, proposedBy: act.proposedBy };
    appendAudit(tx, { kind: done, actor, object: { kind: 'campaign', id: campaignId }, detail });
    return { actId, policyVersion };
  }
}
