import { putDuties } from '@lib/contracts/http/notification/duties';
import { Actor, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { DutyStore } from '../duty/duty.store.js';

@Controller()
export class PutDutiesController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly duties: DutyStore,
  ) {}

  @Post(putDuties.path)
  @HttpCode(200)
  post(@Actor() actor: Actor, @IdempotencyKey() key: string, @Body() body: unknown) {
    const { duties } = parse(putDuties.request, body);
    return this.idempotency.run(key, 'POST /v1/duties', body, (tx) => this.duties.put(tx, actor, duties));
  }
}
