import { siteCode, uuid } from '@lib/contracts/fields';
import { listSites } from '@lib/contracts/http/registration/places';
import { Refusal } from '@lib/contracts/refusals';
import { Database, cursorOf, encodeCursor, parse } from '@lib/platform';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { Campaign } from '../campaign/campaign.entity.js';
import { Site } from '../place/place.entity.js';

const page = listSites.query.extend({ cursor: cursorOf(siteCode).optional() });

@Controller()
export class SiteListController {
  constructor(private readonly database: Database) {}

  @Get('v1/campaigns/:campaignId/sites')
  async get(@Param('campaignId') id: string, @Query() query: unknown) {
    const campaignId = parse(uuid, id);
    const { limit, cursor } = parse(page, query);
    const after = cursor?.[0];
    const { manager } = this.database;
    if (!(await manager.existsBy(Campaign, { campaignId }))) throw new Refusal('CAMPAIGN_UNKNOWN', { campaignId });
    const found = await manager.find(Site, {
      where: { campaignId, ...(after === undefined ? {} : { siteCode: MoreThan(after) }) },
      order: { siteCode: 'ASC' },
      take: limit + 1,
    });
    const sites = found.slice(0, limit);
    const next = found.length > limit ? sites.at(-1)?.siteCode : undefined;
    return { sites: sites.map(view), ...(next === undefined ? {} : { next: encodeCursor(next) }) };
  }
}

// What is not known is left out, not sent as null.
function view({ siteCode, name, districtCode, place, streetCode, longitude, latitude, openingHours }: Site) {
  const optional = Object.entries({ place, streetCode, longitude, latitude, openingHours });
  return { siteCode, name, districtCode, ...Object.fromEntries(optional.filter(([, value]) => value !== null)) };
}
