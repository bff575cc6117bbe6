import { tubeId } from '@lib/contracts/fields';
import { correctResult } from '@lib/contracts/http/lab/uploads';
import { Actor, Idempotency, IdempotencyKey, maskNumbers, parse } from '@lib/platform';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { byOf, labOf } from '../lab-of.js';
import { CorrectResult } from './correct-result.handler.js';

@Controller()
export class CorrectResultController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly correctResult: CorrectResult,
  ) {}

  @Post('v1/results/:tubeId/correct')
  @HttpCode(200)
  post(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('tubeId') id: string, @Body() body: unknown) {
    const { resultVersion, finding, reason } = parse(correctResult.request, body);
    const correction = { labCode: labOf(actor), resultVersion, finding, reason: maskNumbers(reason) };
    const tube = parse(tubeId, id);
    const route = `POST /v1/results/${tube}/correct`;
    return this.idempotency.run(key, route, body, (tx) => this.correctResult.run(tx, tube, correction, byOf(actor)));
  }
}
