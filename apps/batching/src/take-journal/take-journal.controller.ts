import { Refusal } from '@lib/contracts/refusals';
import { Actor, parse } from '@lib/platform';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { journalFrame, readEvents } from './read-events.js';
import { type JournalReceipt, TakeJournal } from './take-journal.handler.js';

/** ① POST /v1/journal */
@Controller()
export class TakeJournalController {
  constructor(private readonly takeJournal: TakeJournal) {}

  @Post('/v1/journal')
  @HttpCode(200)
  post(@Actor() actor: Actor, @Body() body: unknown): Promise<JournalReceipt> {
    const { campaignId, deviceId, events } = parse(journalFrame, body);
    const { site, device } = actor.scope;
    if (device !== deviceId) throw new Refusal('DEVICE_NOT_YOURS');
    if (site === undefined) throw new Refusal('FORBIDDEN');
    return this.takeJournal.run({
      campaignId,
      deviceId,
      siteCode: site,
      actor: actor.id,
      events: readEvents(events),
    });
  }
}
