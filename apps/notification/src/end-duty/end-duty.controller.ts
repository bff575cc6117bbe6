import { uuid } from '@lib/contracts/fields';
import { endDuty } from '@lib/contracts/http/notification/duties';
import { Actor, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { DutyStore } from '../duty/duty.store.js';

@Controller()
export class EndDutyController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly duties: DutyStore,
  ) {}

  @Post(endDuty.path)
  @HttpCode(200)
  post(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('dutyId') id: string, @Body() body: unknown) {
    const dutyId = parse(uuid, id);
    parse(endDuty.request, body ?? {});
    return this.idempotency.run(key, `POST /v1/duties/${dutyId}/end`, {}, (tx) => this.duties.end(tx, actor, dutyId));
  }
}
