import { handOverBatch } from '@lib/contracts/http/batching/batches';
import { uuid } from '@lib/contracts/fields';
import { Actor, IdempotencyKey, parse } from '@lib/platform';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import type { Manifest } from '../batch/manifest.js';
import { siteCommand } from '../batch/site-command.js';
import { HandOverBatch } from './hand-over-batch.handler.js';

/** ① POST /v1/batches/:batchId/hand-over */
@Controller()
export class HandOverBatchController {
  constructor(private readonly handOverBatch: HandOverBatch) {}

  @Post('/v1/batches/:batchId/hand-over')
  @HttpCode(200)
  post(
    @Actor() actor: Actor,
    @IdempotencyKey() key: string,
    @Param('batchId') id: string,
    @Body() body: unknown,
  ): Promise<Manifest> {
    const batchId = parse(uuid, id).toLowerCase();
    const { capturedAt, ...over } = parse(handOverBatch.request, body);
    return this.handOverBatch.run(siteCommand(actor, key), batchId, { ...over, capturedAt: new Date(capturedAt) });
  }
}
