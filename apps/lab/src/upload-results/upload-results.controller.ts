import { instant } from '@lib/contracts/fields';
import { Refusal } from '@lib/contracts/refusals';
import { Actor, parse } from '@lib/platform';
import { Body, Controller, HttpCode, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { byOf, labOf } from '../lab-of.js';
import { UploadResults } from './upload-results.handler.js';

// Strict on purpose: a dry run that is spelt otherwise must never become a real one.
const question = z.strictObject({ dryRun: z.enum(['true', 'false']).optional(), capturedAt: instant.optional() });

@Controller()
export class UploadResultsController {
  constructor(private readonly uploadResults: UploadResults) {}

  @Post('v1/uploads')
  @HttpCode(200)
  post(@Actor() actor: Actor, @Body() body: unknown, @Query() query: unknown) {
    if (!(body instanceof Uint8Array)) throw new Refusal('UPLOAD_EMPTY');
    const { dryRun, capturedAt } = parse(question, query ?? {});
    const command = { bytes: body, labCode: labOf(actor), by: byOf(actor, capturedAt) };
    return dryRun === 'true' ? this.uploadResults.tryOut(command) : this.uploadResults.run(command);
  }
}
