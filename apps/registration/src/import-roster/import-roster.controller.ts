import { uuid } from '@lib/contracts/fields';
import { Refusal } from '@lib/contracts/refusals';
import { Actor, parse } from '@lib/platform';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { ImportRoster } from './import-roster.handler.js';

@Controller()
export class ImportRosterController {
  constructor(private readonly importRoster: ImportRoster) {}

  /** The same bytes get the same answer, so a roster needs no Idempotency-Key. */
  @Post('v1/campaigns/:campaignId/rosters')
  post(@Actor() actor: Actor, @Param('campaignId') id: string, @Body() body: unknown) {
    const campaignId = parse(uuid, id);
    if (!Buffer.isBuffer(body)) throw new Refusal('UPLOAD_EMPTY');
    return this.importRoster.run(campaignId, body, actor);
  }
}
