import { instant } from '@lib/contracts/fields';
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
  post(
    @Actor() actor: Actor,
    @Body() body: unknown,
    @Query('dryRun') dryRun?: string,
    @Query('capturedAt') at?: string,
  ) {
    if (!(body instanceof Uint8Array)) throw new Refusal('UPLOAD_EMPTY');
    const capturedAt = parse(instant.optional(), at);
    const command = { bytes: body, labCode: labOf(actor), by: byOf(actor, capturedAt) };
    const isTrial = dryRun === 'true' || dryRun === '1' || dryRun === '';
    return isTrial ? this.uploadResults.tryOut(command) : this.uploadResults.run(command);
  }
}
