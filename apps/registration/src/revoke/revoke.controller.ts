import { uuid } from '@lib/contracts/fields';
import { revoke } from '@lib/contracts/http/registration/revocations';
import { Actor, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import { Body, Controller, Post } from '@nestjs/common';
import { Revoke } from './revoke.handler.js';

@Controller()
export class RevokeController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly revoke: Revoke,
  ) {}

  @Post('v1/revocations')
  post(@Actor() actor: Actor, @IdempotencyKey() key: string, @Body() body: unknown) {
    const given = parse(revoke.request, body);
    const command = given.kind === 'subject' ? given : { ...given, value: parse(uuid, given.value) };
    return this.idempotency.run(key, 'POST /v1/revocations', body, (tx) => this.revoke.run(tx, command, actor));
  }
}
