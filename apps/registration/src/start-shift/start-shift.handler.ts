import type { z } from 'zod';
import type { startShift } from '@lib/contracts/http/registration/places';
import { Refusal } from '@lib/contracts/refusals';
import type { Actor, Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import { mustBeSignedIn, shiftEnd } from '../place/device.decider.js';
import { DeviceStore } from '../place/device.store.js';

@Injectable()
export class StartShift {
  constructor(
    private readonly campaigns: CampaignStore,
    private readonly devices: DeviceStore,
  ) {}

  async run(tx: Tx, command: z.output<typeof startShift.request>, actor: Actor) {
    mustBeSignedIn(actor);
    const { shiftId, campaignId, siteCode, deviceId, capturedAt } = command;
    await this.campaigns.mustExist(tx, campaignId);
    await this.devices.mustHaveSite(tx, siteCode, campaignId);
    if ((await this.devices.findShift(tx, shiftId)) !== undefined)
      throw new Refusal('IDEMPOTENCY_KEY_REUSED', { shiftId });
    const endsAt = shiftEnd((await this.devices.find(tx, deviceId))?.siteCode, siteCode, tx.recordedAt);
    const marks = { startedBy: actor.id, capturedAt: capturedAt === undefined ? null : new Date(capturedAt) };
    await this.devices.startShift(tx, { shiftId, campaignId, siteCode, deviceId, endsAt, ...marks });
    return { shiftId, endsAt: endsAt.toISOString() };
  }
}
