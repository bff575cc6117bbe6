import { uuid } from '@lib/contracts/fields';
import { acceptAlert, declineAlert, offerAlert } from '@lib/contracts/http/isolation/board';
import { Actor, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { HandOverAlert } from './hand-over-alert.handler.js';

@Controller()
export class HandOverAlertController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly handOver: HandOverAlert,
  ) {}

  @Post(offerAlert.path)
  @HttpCode(200)
  offer(
    @Actor() actor: Actor,
    @IdempotencyKey() key: string,
    @Param('escalationId') id: string,
    @Body() body: unknown,
  ) {
    const escalationId = parse(uuid, id);
    const { toPerson } = parse(offerAlert.request, body);
    return this.idempotency.run(key, `offer-alert/${escalationId}`, body, (tx) =>
      this.handOver.offer(tx, toPerson, { escalationId, actor, route: offerAlert }),
    );
  }

  @Post(acceptAlert.path)
  @HttpCode(200)
  accept(
    @Actor() actor: Actor,
    @IdempotencyKey() key: string,
    @Param('escalationId') id: string,
    @Body() body: unknown,
  ) {
    const escalationId = parse(uuid, id);
    parse(acceptAlert.request, body);
    return this.idempotency.run(key, `accept-alert/${escalationId}`, {}, (tx) =>
      this.handOver.accept(tx, { escalationId, actor, route: acceptAlert }),
    );
  }

  @Post(declineAlert.path)
  @HttpCode(200)
  decline(
    @Actor() actor: Actor,
    @IdempotencyKey() key: string,
    @Param('escalationId') id: string,
    @Body() body: unknown,
  ) {
    const escalationId = parse(uuid, id);
    parse(declineAlert.request, body);
    return this.idempotency.run(key, `decline-alert/${escalationId}`, {}, (tx) =>
      this.handOver.decline(tx, { escalationId, actor, route: declineAlert }),
    );
  }
}
