import { uuid } from '@lib/contracts/fields';
import { takeAlert } from '@lib/contracts/http/isolation/duty-list';
import { Actor, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { TakeAlert } from './take-alert.handler.js';
import type { Taken } from './take-alert.handler.js';

@Controller()
export class TakeAlertController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly takeAlert: TakeAlert,
  ) {}

  @Post(takeAlert.path)
  @HttpCode(200)
  post(
    @Actor() actor: Actor,
    @IdempotencyKey() commandId: string,
    @Param('escalationId') id: string,
    @Body() body: unknown,
  ): Promise<Taken> {
    const escalationId = parse(uuid, id);
    parse(takeAlert.request, body);
    const route = `take-alert/${escalationId}`;
    return this.idempotency.run(commandId, route, {}, (tx) =>
      this.takeAlert.run({ escalationId, actor, commandId }, tx),
    );
  }
}
