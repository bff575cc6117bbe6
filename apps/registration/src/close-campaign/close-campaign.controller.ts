import { uuid } from '@lib/contracts/fields';
import { confirmClosing, proposeClosing } from '@lib/contracts/http/registration/closing';
import { Actor, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { CloseCampaign } from './close-campaign.handler.js';

@Controller('v1/campaigns/:campaignId/close')
export class CloseCampaignController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly closeCampaign: CloseCampaign,
  ) {}

  @Post()
  @HttpCode(200)
  propose(
    @Actor() actor: Actor,
    @IdempotencyKey() key: string,
    @Param('campaignId') id: string,
    @Body() body: unknown,
  ) {
    const campaignId = parse(uuid, id);
    const { reason } = parse(proposeClosing.request, body);
    const route = `POST /v1/campaigns/${campaignId}/close`;
    return this.idempotency.run(key, route, body, (tx) => this.closeCampaign.propose(tx, campaignId, reason, actor));
  }

  @Post('confirm')
  @HttpCode(200)
  confirm(
    @Actor() actor: Actor,
    @IdempotencyKey() key: string,
    @Param('campaignId') id: string,
    @Body() body: unknown,
  ) {
    const campaignId = parse(uuid, id);
    parse(confirmClosing.request, body ?? {});
    const route = `POST /v1/campaigns/${campaignId}/close/confirm`;
    return this.idempotency.run(key, route, body ?? {}, (tx) => this.closeCampaign.confirm(tx, campaignId, actor));
  }
}
