import { uploadResults } from '@lib/contracts/http/lab/uploads';
import { Refusal } from '@lib/contracts/refusals';
import { Actor, parse } from '@lib/platform';
import { Body, Controller, HttpCode, Post, Query } from '@nestjs/common';
import { byOf, labOf } from '../lab-of.js';
import { UploadResults } from './upload-results.handler.js';

@Controller()
export class UploadResultsController {
  constructor(private readonly uploadResults: UploadResults) {}

  @Post('v1/uploads')
  @HttpCode(200)
  post(@Actor() actor: Actor, @Body() body: unknown, @Query() query: unknown) {
    if (!(body instanceof Uint8Array)) throw new Refusal('UPLOAD_EMPTY');
    const { dryRun, capturedAt } = parse(uploadResults.query, query);
    const command = { bytes: body, labCode: labOf(actor), by: byOf(actor, capturedAt) };
    return dryRun === 'true' ? this.uploadResults.tryOut(command) : this.uploadResults.run(command);
  }
}
