import { packTubes } from '@lib/contracts/http/batching/batches';
import { uuid } from '@lib/contracts/fields';
import { Actor, IdempotencyKey, parse } from '@lib/platform';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { siteCommand } from '../batch/site-command.js';
import { PackTubes, type PackingReceipt } from './pack-tubes.handler.js';

/** ① POST /v1/batches/:batchId/tubes */
@Controller()
export class PackTubesController {
  constructor(private readonly packTubes: PackTubes) {}

  @Post('/v1/batches/:batchId/tubes')
  @HttpCode(200)
  post(
    @Actor() actor: Actor,
    @IdempotencyKey() key: string,
    @Param('batchId') id: string,
    @Body() body: unknown,
  ): Promise<PackingReceipt> {
    const batchId = parse(uuid, id).toLowerCase();
    const { tubeIds } = parse(packTubes.request, body);
    return this.packTubes.run(siteCommand(actor, key), batchId, tubeIds);
  }
}
