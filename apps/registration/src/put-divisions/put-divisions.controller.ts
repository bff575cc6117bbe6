import { putDivisions } from '@lib/contracts/http/registration/places';
import { Actor, parse } from '@lib/platform';
import { Body, Controller, Put } from '@nestjs/common';
import { PutDivisions } from './put-divisions.handler.js';

@Controller()
export class PutDivisionsController {
  constructor(private readonly putDivisions: PutDivisions) {}

  @Put('v1/divisions')
  put(@Actor() actor: Actor, @Body() body: unknown) {
    return this.putDivisions.run(parse(putDivisions.request, body), actor);
  }
}
