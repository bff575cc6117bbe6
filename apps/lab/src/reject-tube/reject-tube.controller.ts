import { tubeId } from '@lib/contracts/fields';
import { rejectTube } from '@lib/contracts/http/lab/receiving';
import { Actor, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { byOf, labOf } from '../lab-of.js';
import { RejectTube } from './reject-tube.handler.js';

@Controller()
export class RejectTubeController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly rejectTube: RejectTube,
  ) {}

  @Post('v1/tubes/:tubeId/reject')
  @HttpCode(200)
  post(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('tubeId') id: string, @Body() body: unknown) {
    const { reason } = parse(rejectTube.request, body);
    const command = { tubeId: parse(tubeId, id), reason, labCode: labOf(actor), by: byOf(actor) };
    const route = `POST /v1/tubes/${command.tubeId}/reject`;
    return this.idempotency.run(key, route, body, (tx) => this.rejectTube.run(tx, command));
  }
}
