import { uuid } from '@lib/contracts/fields';
import { isolateAtHome } from '@lib/contracts/http/isolation/home-isolation';
import { Actor, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { HomeIsolation } from './home-isolation.handler.js';

@Controller()
export class HomeIsolationController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly homeIsolation: HomeIsolation,
  ) {}

  @Post(isolateAtHome.path)
  order(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('caseId') id: string, @Body() body: unknown) {
    const caseId = parse(uuid, id);
    parse(isolateAtHome.request, body);
    return this.idempotency.run(key, `home-isolation/${caseId}`, {}, (tx) =>
      this.homeIsolation.order(tx, caseId, { actor, commandId: key, route: isolateAtHome }),
    );
  }
}
