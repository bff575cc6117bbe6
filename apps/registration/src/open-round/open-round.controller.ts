import { uuid } from '@lib/contracts/fields';
import { openRound } from '@lib/contracts/http/registration/campaigns';
import { Actor, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { OpenRound } from './open-round.handler.js';

@Controller()
export class OpenRoundController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly openRound: OpenRound,
  ) {}

  @Post('v1/campaigns/:campaignId/rounds')
  post(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('campaignId') id: string, @Body() body: unknown) {
    const campaignId = parse(uuid, id);
    const command = parse(openRound.request, body);
    const route = `POST /v1/campaigns/${campaignId}/rounds`;
    return this.idempotency.run(key, route, body, (tx) => this.openRound.run(tx, campaignId, command, actor));
  }
}
