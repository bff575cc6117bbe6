import { uuid } from '@lib/contracts/fields';
import { admitRow } from '@lib/contracts/http/lab/desk';
import { Actor, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { byOf, labOf } from '../lab-of.js';
import { AdmitRow } from './admit-row.handler.js';

const rowNumber = z.coerce.number().int().min(1).max(1_000_000);

@Controller()
export class AdmitRowController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly admitRow: AdmitRow,
  ) {}

  @Post(admitRow.path)
  @HttpCode(200)
  post(
    @Actor() actor: Actor,
    @IdempotencyKey() key: string,
    @Param('job') id: string,
    @Param('row') number: string,
    @Body() body: unknown,
  ) {
    const { reason } = parse(admitRow.request, body ?? {});
    const row = parse(rowNumber, number);
    const command = { job: parse(uuid, id), row, reason, labCode: labOf(actor), by: byOf(actor) };
    const route = `POST /v1/uploads/${command.job}/rows/${row}/admit`;
    return this.idempotency.run(key, route, body, (tx) => this.admitRow.run(tx, command));
  }
}
