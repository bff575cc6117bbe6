import { uuid } from '@lib/contracts/fields';
import { closeRound } from '@lib/contracts/http/registration/campaigns';
import { Actor, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { CloseRound } from './close-round.handler.js';

@Controller()
export class CloseRoundController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly closeRound: CloseRound,
  ) {}

  @Post('v1/rounds/:roundId/close')
  post(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('roundId') id: string, @Body() body: unknown) {
    const roundId = parse(uuid, id);
    parse(closeRound.request, body ?? {});
    const route = `POST /v1/rounds/${roundId}/close`;
    return this.idempotency.run(key, route, body ?? {}, (tx) => this.closeRound.run(tx, roundId, actor));
  }
}
