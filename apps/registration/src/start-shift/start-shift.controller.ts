import { startShift } from '@lib/contracts/http/registration/places';
import { Actor, Idempotency, IdempotencyKey, parse, requireScope } from '@lib/platform';
import { Body, Controller, Post } from '@nestjs/common';
import { requireSite } from '../place/site-scope.js';
import { StartShift } from './start-shift.handler.js';

@Controller()
export class StartShiftController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly startShift: StartShift,
  ) {}

  @Post('v1/shifts')
  post(@Actor() actor: Actor, @IdempotencyKey() key: string, @Body() body: unknown) {
    const command = parse(startShift.request, body);
    requireSite(actor, command.siteCode);
    // A token that is bound to a device starts shifts on that device only.
    if (actor.scope.device !== undefined) requireScope(actor, 'device', command.deviceId);
    return this.idempotency.run(key, 'POST /v1/shifts', body, (tx) => this.startShift.run(tx, command, actor));
  }
}
