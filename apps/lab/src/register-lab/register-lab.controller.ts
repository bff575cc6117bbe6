import { registerLab } from '@lib/contracts/http/lab/receiving';
import { Actor, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { RegisterLab } from './register-lab.handler.js';

@Controller()
export class RegisterLabController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly registerLab: RegisterLab,
  ) {}

  @Post('v1/labs')
  @HttpCode(200)
  post(@Actor() actor: Actor, @IdempotencyKey() key: string, @Body() body: unknown) {
    const lab = parse(registerLab.request, body);
    return this.idempotency.run(key, 'POST /v1/labs', body, (tx) => this.registerLab.run(tx, lab, actor.id));
  }
}
