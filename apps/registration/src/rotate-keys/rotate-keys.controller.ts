import { rotateKeys } from '@lib/contracts/http/registration/keys';
import { Actor, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { RotateKeys } from './rotate-keys.handler.js';

@Controller()
export class RotateKeysController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly rotateKeys: RotateKeys,
  ) {}

  @Post('v1/keys/rotation')
  @HttpCode(200)
  async post(@Actor() actor: Actor, @IdempotencyKey() key: string, @Body() body: unknown) {
    const rotation = parse(rotateKeys.request, body);
    const wrapped = await this.rotateKeys.wrapAnew();
    return this.idempotency.run(key, 'POST /v1/keys/rotation', body, (tx) =>
      this.rotateKeys.run(tx, rotation, wrapped, actor),
    );
  }
}
