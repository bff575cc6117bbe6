import { uuid } from '@lib/contracts/fields';
import { admitRow } from '@lib/contracts/http/lab/desk';
import { Actor, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { byOf, labOf } from '../lab-of.js';
import { AdmitRow } from './admit-row.handler.js';

@Controller()
export class AdmitRowController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly admitRow: AdmitRow,
  ) {}

  @Post(admitRow.path)
  @HttpCode(200)
  post(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('job') id: string, @Body() body: unknown) {
    const { row, reason } = parse(admitRow.request, body ?? {});
    const command = { job: parse(uuid, id), row, reason, labCode: labOf(actor), by: byOf(actor) };
    const route = `POST /v1/uploads/${command.job}/admit`;
    return this.idempotency.run(key, route, body, (tx) => this.admitRow.run(tx, command));
  }
}
