import { maskParticipants } from '@lib/contracts/http/registration/participants';
import { Actor, parse, RefusalLedger } from '@lib/platform';
import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ParticipantStore } from '../participant/participant.store.js';

@Controller()
export class MaskParticipantsController {
  constructor(
    private readonly participants: ParticipantStore,
    @Inject(RefusalLedger) private readonly ledger: RefusalLedger,
  ) {}

  @Post('v1/participants/masked')
  @HttpCode(200)
  async post(@Actor() actor: Actor, @Body() body: unknown) {
    const { campaignId, participantIds } = parse(maskParticipants.request, body);
    this.ledger.look('people-masked', campaignId, participantIds.length, actor);
    return { participants: await this.participants.masked(campaignId, participantIds) };
  }
}
