import { journal } from '@lib/contracts/http/batching/journal';
import { Refusal } from '@lib/contracts/refusals';
import { Actor, parse, RefusalLedger, requireOwn } from '@lib/platform';
import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { journalFrame, readEvents } from './read-events.js';
import { type JournalReceipt, TakeJournal } from './take-journal.handler.js';

/** ① POST /v1/journal */
@Controller()
export class TakeJournalController {
  constructor(
    private readonly takeJournal: TakeJournal,
    @Inject(RefusalLedger) private readonly refusals: RefusalLedger,
  ) {}

  @Post('/v1/journal')
  @HttpCode(200)
  async post(@Actor() actor: Actor, @Body() body: unknown): Promise<JournalReceipt> {
    const { campaignId, deviceId, events } = parse(journalFrame, body);
    requireOwn(actor, journal, { device: deviceId });
    const { site } = actor.scope;
    if (site === undefined) throw new Refusal('FORBIDDEN');
    const receipt = await this.takeJournal.run({
      campaignId,
      deviceId,
      siteCode: site,
      actor: actor.id,
      ...(actor.shiftEndsAt === undefined ? {} : { shiftEndsAt: actor.shiftEndsAt }),
      events: readEvents(events),
    });
    for (const { outcome, code } of receipt.answers) {
      if (outcome === 'refused') this.refusals.note(code ?? 'EVENT_MALFORMED', 'POST /v1/journal#event', actor);
    }
    return receipt;
  }
}
