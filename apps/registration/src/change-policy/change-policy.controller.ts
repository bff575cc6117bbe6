import { uuid } from '@lib/contracts/fields';
import { changePolicy } from '@lib/contracts/http/registration/campaigns';
import { Actor, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { ChangePolicy } from './change-policy.handler.js';

@Controller()
export class ChangePolicyController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly changePolicy: ChangePolicy,
  ) {}

  @Post('v1/campaigns/:campaignId/policy')
  post(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('campaignId') id: string, @Body() body: unknown) {
    const campaignId = parse(uuid, id);
    const command = parse(changePolicy.request, body);
    const route = `POST /v1/campaigns/${campaignId}/policy`;
    return this.idempotency.run(key, route, body, (tx) => this.changePolicy.run(tx, campaignId, command, actor));
  }
}
