import { maskParticipants } from '@lib/contracts/http/registration/participants';
import { Actor, parse, RefusalLedger } from '@lib/platform';
import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { LookupBudget } from '../lookup-budget/lookup-budget.store.js';
import { placeOf } from '../place/caller-place.js';
import { ParticipantStore } from '../participant/participant.store.js';

@Controller()
export class MaskParticipantsController {
  constructor(
    private readonly participants: ParticipantStore,
    private readonly budget: LookupBudget,
    @Inject(RefusalLedger) private readonly ledger: RefusalLedger,
  ) {}

  @Post('v1/participants/masked')
  @HttpCode(200)
  async post(@Actor() actor: Actor, @Body() body: unknown) {
    const { campaignId, participantIds } = parse(maskParticipants.request, body);
    const place = placeOf(actor);
    await this.budget.mustHave('mask', actor);
    this.ledger.look('people-masked', campaignId, participantIds.length, actor);
    const participants = await this.participants.masked(campaignId, participantIds, place);
    await this.budget.count('mask', actor, participantIds.length, participantIds.length - participants.length);
    return { participants };
  }
}
