import { uuid } from '@lib/contracts/fields';
import { dischargeInfected } from '@lib/contracts/http/isolation/discharge';
import { Actor, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { Discharges } from './discharges.handler.js';

@Controller()
export class DischargesController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly discharges: Discharges,
  ) {}

  @Post(dischargeInfected.path)
  @HttpCode(200)
  run(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('measureId') id: string, @Body() body: unknown) {
    const [measureId, { swabs }] = [parse(uuid, id), parse(dischargeInfected.request, body)];
    return this.idempotency.run(key, `discharge/${measureId}`, body, (tx) =>
      this.discharges.run(tx, measureId, swabs, { actor, commandId: key, route: dischargeInfected }),
    );
  }
}
