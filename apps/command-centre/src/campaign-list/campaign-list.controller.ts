import type { listWatchedCampaigns } from '@lib/contracts/http/command-centre/wall';
import { Database } from '@lib/platform';
import { Controller, Get, Inject } from '@nestjs/common';
import type { z } from 'zod';

const campaignsMax = 500; // A city opens a handful a year; drills a few a day.

@Controller('v1/campaigns')
export class CampaignListController {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Newest first. */
  @Get()
  async get(): Promise<z.output<typeof listWatchedCampaigns.response>> {
    const rows = await this.database.query<{
      campaign_id: string;
      name: string;
      kind: 'live' | 'drill';
      opened_at: Date;
    }>('select campaign_id, name, kind, opened_at from campaigns order by opened_at desc, campaign_id limit $1', [
      campaignsMax,
    ]);
    return {
      campaigns: rows.map((row) => ({
        campaignId: row.campaign_id,
        name: row.name,
        kind: row.kind,
        openedAt: row.opened_at.toISOString(),
      })),
    };
  }
}
