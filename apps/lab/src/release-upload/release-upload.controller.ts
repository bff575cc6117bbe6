import { uuid } from '@lib/contracts/fields';
import { releaseUpload } from '@lib/contracts/http/lab/uploads';
import { Actor, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { byOf, labOf } from '../lab-of.js';
import { ReleaseUpload } from './release-upload.handler.js';

@Controller()
export class ReleaseUploadController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly releaseUpload: ReleaseUpload,
  ) {}

  @Post('v1/uploads/:job/release')
  @HttpCode(200)
  post(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('job') id: string, @Body() body: unknown) {
    const { exceptRows, capturedAt } = parse(releaseUpload.request, body ?? {});
    const command = { job: parse(uuid, id), exceptRows, labCode: labOf(actor), by: byOf(actor, capturedAt) };
    const route = `POST /v1/uploads/${command.job}/release`;
    return this.idempotency.run(key, route, body, (tx) => this.releaseUpload.run(tx, command));
  }
}
