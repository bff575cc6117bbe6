import { proveShift } from '@lib/contracts/http/registration/places';
import { parse } from '@lib/platform';
import { Body, Controller, Header, HttpCode, Post } from '@nestjs/common';
import { ProveShift } from './prove-shift.handler.js';

@Controller()
export class ProveShiftController {
  constructor(private readonly proveShift: ProveShift) {}

  @Post('v1/shift-proofs')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  post(@Body() body: unknown) {
    return this.proveShift.run(parse(proveShift.request, body).proof);
  }
}
