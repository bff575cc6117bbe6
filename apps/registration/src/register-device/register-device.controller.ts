import { registerDevice } from '@lib/contracts/http/registration/places';
import { Actor, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import { Body, Controller, Post } from '@nestjs/common';
import { requireSite } from '../place/site-scope.js';
import { RegisterDevice } from './register-device.handler.js';

@Controller()
export class RegisterDeviceController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly registerDevice: RegisterDevice,
  ) {}

  @Post('v1/devices')
  post(@Actor() actor: Actor, @IdempotencyKey() key: string, @Body() body: unknown) {
    const command = parse(registerDevice.request, body);
    requireSite(actor, command.siteCode);
    return this.idempotency.run(key, 'POST /v1/devices', body, (tx) => this.registerDevice.run(tx, command, actor));
  }
}
