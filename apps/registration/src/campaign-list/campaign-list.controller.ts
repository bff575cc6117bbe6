import { instant, uuid } from '@lib/contracts/fields';
import { listCampaigns } from '@lib/contracts/http/registration/campaigns';
import { Database, cursorOf, encodeCursor, parse } from '@lib/platform';
import { Controller, Get, Query } from '@nestjs/common';
import { In } from 'typeorm';
import { Campaign, PolicyValue, Round } from '../campaign/campaign.entity.js';
import { composePolicy } from '../campaign/policy.decider.js';

// A cursor is where the last page ended: time of opening and id, which together are unique and ordered.
const page = listCampaigns.query.extend({ cursor: cursorOf(instant, uuid).optional() });

@Controller()
export class CampaignListController {
  constructor(private readonly database: Database) {}

  @Get('v1/campaigns')
  async get(@Query() query: unknown) {
    const { limit, cursor: after } = parse(page, query);
    const found = await this.page(limit + 1, after);
    const campaigns = found.slice(0, limit);
    const last = campaigns.at(-1);
    const next = found.length > limit && last ? encodeCursor(last.openedAt.toISOString(), last.campaignId) : undefined;
    return { campaigns: await this.views(campaigns), ...(next === undefined ? {} : { next }) };
  }

  private async page(limit: number, after: readonly [string, string] | undefined): Promise<Campaign[]> {
    const campaigns = this.database.manager
      .createQueryBuilder(Campaign, 'campaign')
      .orderBy({ 'campaign.openedAt': 'DESC', 'campaign.campaignId': 'DESC' })
      .limit(limit);
    if (after !== undefined) {
      campaigns.where('(campaign.opened_at, campaign.campaign_id) < (:at, :id)', { at: after[0], id: after[1] });
    }
    return campaigns.getMany();
  }

  private async views(campaigns: readonly Campaign[]) {
    const campaignId = In(campaigns.map((campaign) => campaign.campaignId));
    const [values, rounds] = await Promise.all([
      this.database.manager.findBy(PolicyValue, { campaignId }),
      this.database.manager.find(Round, { where: { campaignId }, order: { number: 'ASC' } }),
    ]);
    return campaigns.map((campaign) => {
      const isIts = (row: { campaignId: string }): boolean => row.campaignId === campaign.campaignId;
      return view(campaign, values.filter(isIts), rounds.filter(isIts));
    });
  }
}

function view(campaign: Campaign, values: readonly PolicyValue[], rounds: readonly Round[]) {
  const { campaignId, name, kind, timeScale, targetPersons } = campaign;
  return {
    campaignId,
    name,
    kind,
    timeScale,
    ...(targetPersons === null ? {} : { targetPersons }),
    policy: composePolicy(values),
    rounds: rounds.map((round) => ({
      roundId: round.roundId,
      number: round.number,
      opensAt: round.opensAt.toISOString(),
      closesAt: round.closesAt.toISOString(),
      state: round.closedAt === null ? ('open' as const) : ('closed' as const),
    })),
  };
}
