import { countArrival } from '@lib/contracts/http/lab/receiving';
import { Actor, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { byOf, labOf } from '../lab-of.js';
import { CountArrival } from './count-arrival.handler.js';

@Controller()
export class CountArrivalController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly countArrival: CountArrival,
  ) {}

  @Post('v1/arrivals')
  @HttpCode(200)
  post(@Actor() actor: Actor, @IdempotencyKey() key: string, @Body() body: unknown) {
    const { capturedAt, ...count } = parse(countArrival.request, body);
    const command = { ...count, labCode: labOf(actor), by: byOf(actor, capturedAt) };
    return this.idempotency.run(key, 'POST /v1/arrivals', body, (tx) => this.countArrival.run(tx, command));
  }
}
