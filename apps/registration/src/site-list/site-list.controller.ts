import { siteCode, uuid } from '@lib/contracts/fields';
import { Refusal } from '@lib/contracts/refusals';
import { Database, parse } from '@lib/platform';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { z } from 'zod';
import { Campaign } from '../campaign/campaign.entity.js';
import { Site } from '../place/place.entity.js';

const page = z.object({ limit: z.coerce.number().int().min(1).max(1000).default(1000), cursor: siteCode.optional() });

@Controller()
export class SiteListController {
  constructor(private readonly database: Database) {}

  @Get('v1/campaigns/:campaignId/sites')
  async get(@Param('campaignId') id: string, @Query() query: unknown) {
    const campaignId = parse(uuid, id);
    const { limit, cursor: after } = parse(page, query);
    const { manager } = this.database;
    if (!(await manager.existsBy(Campaign, { campaignId }))) throw new Refusal('CAMPAIGN_UNKNOWN', { campaignId });
    const found = await manager.find(Site, {
      where: { campaignId, ...(after === undefined ? {} : { siteCode: MoreThan(after) }) },
      order: { siteCode: 'ASC' },
      take: limit + 1,
    });
    const sites = found.slice(0, limit);
    const next = found.length > limit ? sites.at(-1)?.siteCode : undefined;
    return { sites: sites.map(view), ...(next === undefined ? {} : { next }) };
  }
}

// What is not known is left out, not sent as null.
function view({ siteCode, name, districtCode, place, streetCode, longitude, latitude, openingHours }: Site) {
  const optional = Object.entries({ place, streetCode, longitude, latitude, openingHours });
  return { siteCode, name, districtCode, ...Object.fromEntries(optional.filter(([, value]) => value !== null)) };
}
