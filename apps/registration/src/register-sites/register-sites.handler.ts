import type { z } from 'zod';
import type { registerSites } from '@lib/contracts/http/registration/places';
import { CLOCK } from '@lib/platform';
import type { Actor, Tx } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import { judgeSites } from '../place/site.decider.js';
import { SiteStore } from '../place/site.store.js';

@Injectable()
export class RegisterSites {
  constructor(
    private readonly campaigns: CampaignStore,
    private readonly sites: SiteStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(tx: Tx, campaignId: string, command: z.output<typeof registerSites.request>, actor: Actor) {
    await this.campaigns.mustExist(tx, campaignId);
    const plans = command.sites.map(
      ({ place = null, streetCode = null, longitude = null, latitude = null, openingHours = null, ...named }) => ({
        ...named,
        place,
        streetCode,
        longitude,
        latitude,
        openingHours,
      }),
    );
    const { good, faults } = judgeSites(plans, await this.sites.districts(tx));
    await this.sites.register(tx, campaignId, good, { actor: actor.id, capturedAt: this.clock.now() });
    return { accepted: good.length, errors: faults };
  }
}
