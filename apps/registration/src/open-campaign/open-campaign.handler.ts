import type { z } from 'zod';
import type { openCampaign } from '@lib/contracts/http/registration/campaigns';
import { appendAudit, CLOCK, IDS } from '@lib/platform';
import type { Actor, Tx } from '@lib/platform';
import type { Clock, Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import { refusePackOfOne } from '../policy-pack/policy-pack.decider.js';
import { openingRows } from '../campaign/policy.decider.js';

@Injectable()
export class OpenCampaign {
  constructor(
    private readonly campaigns: CampaignStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  async run(tx: Tx, command: z.output<typeof openCampaign.request>, actor: Actor) {
    const { campaignId = this.ids.uuid7(), name, kind, timeScale, targetPersons = null, policy } = command;
    refusePackOfOne(kind, policy);
    const campaign = { campaignId, name, kind, timeScale, targetPersons };
    await this.campaigns.open(tx, campaign, openingRows({ ...policy }), {
      actor: actor.id,
      capturedAt: this.clock.now(),
    });
    appendAudit(tx, { kind: 'campaign-opened', actor, object: { kind: 'campaign', id: campaignId }, detail: { kind } });
    return { campaignId, policyVersion: 1 };
  }
}
