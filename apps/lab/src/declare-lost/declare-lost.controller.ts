import { tubeId } from '@lib/contracts/fields';
import { declareTubeLost } from '@lib/contracts/http/lab/receiving';
import { Actor, Idempotency, IdempotencyKey, maskNumbers, parse } from '@lib/platform';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { byOf, labOf } from '../lab-of.js';
import { DeclareLost } from './declare-lost.handler.js';

@Controller()
export class DeclareLostController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly declareLost: DeclareLost,
  ) {}

  @Post('v1/tubes/:tubeId/lost')
  @HttpCode(200)
  post(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('tubeId') id: string, @Body() body: unknown) {
    const { note } = parse(declareTubeLost.request, body ?? {});
    const masked = note === undefined ? undefined : maskNumbers(note);
    const command = { tubeId: parse(tubeId, id), note: masked, labCode: labOf(actor), by: byOf(actor) };
    const route = `POST /v1/tubes/${command.tubeId}/lost`;
    return this.idempotency.run(key, route, body, (tx) => this.declareLost.run(tx, command));
  }
}
