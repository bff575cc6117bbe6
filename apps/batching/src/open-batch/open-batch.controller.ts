import { openBatch } from '@lib/contracts/http/batching/batches';
import { Actor, IdempotencyKey, parse } from '@lib/platform';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { siteCommand } from '../batch/site-command.js';
import { OpenBatch } from './open-batch.handler.js';

/** ① POST /v1/batches */
@Controller()
export class OpenBatchController {
  constructor(private readonly openBatch: OpenBatch) {}

  @Post('/v1/batches')
  @HttpCode(201)
  post(@Actor() actor: Actor, @IdempotencyKey() key: string, @Body() body: unknown) {
    const { batchId, campaignId, labCode } = parse(openBatch.request, body);
    const wanted = { batchId: batchId.toLowerCase(), campaignId: campaignId.toLowerCase(), labCode };
    return this.openBatch.run(siteCommand(actor, key), wanted);
  }
}
