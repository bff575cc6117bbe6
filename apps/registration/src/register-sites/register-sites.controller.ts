import { uuid } from '@lib/contracts/fields';
import { registerSites } from '@lib/contracts/http/registration/places';
import { Actor, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { RegisterSites } from './register-sites.handler.js';

@Controller()
export class RegisterSitesController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly registerSites: RegisterSites,
  ) {}

  @Post('v1/campaigns/:campaignId/sites')
  post(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('campaignId') id: string, @Body() body: unknown) {
    const campaignId = parse(uuid, id);
    const command = parse(registerSites.request, body);
    const route = `POST /v1/campaigns/${campaignId}/sites`;
    return this.idempotency.run(key, route, body, (tx) => this.registerSites.run(tx, campaignId, command, actor));
  }
}
