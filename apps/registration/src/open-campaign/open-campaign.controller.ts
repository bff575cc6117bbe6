import { openCampaign } from '@lib/contracts/http/registration/campaigns';
import { Actor, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import { Body, Controller, Post } from '@nestjs/common';
import { OpenCampaign } from './open-campaign.handler.js';

@Controller()
export class OpenCampaignController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly openCampaign: OpenCampaign,
  ) {}

  @Post('v1/campaigns')
  post(@Actor() actor: Actor, @IdempotencyKey() key: string, @Body() body: unknown) {
    const command = parse(openCampaign.request, body);
    return this.idempotency.run(key, 'POST /v1/campaigns', body, (tx) => this.openCampaign.run(tx, command, actor));
  }
}
