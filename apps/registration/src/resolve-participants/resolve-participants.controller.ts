import { resolveParticipants } from '@lib/contracts/http/registration/participants';
import { Actor, parse, RefusalLedger } from '@lib/platform';
import { Pii } from '@lib/vocabulary';
import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { normaliseCard } from '../participant/card.js';
import { ParticipantStore } from '../participant/participant.store.js';

@Controller()
export class ResolveParticipantsController {
  constructor(
    private readonly participants: ParticipantStore,
    @Inject(RefusalLedger) private readonly ledger: RefusalLedger,
  ) {}

  /** A question, sent as a POST so that no card number stands in an address. */
  @Post('v1/participants/resolve')
  @HttpCode(200)
  async post(@Actor() actor: Actor, @Body() body: unknown) {
    const { campaignId, cardNumbers } = parse(resolveParticipants.request, body);
    this.ledger.look('people-resolved', campaignId, cardNumbers.length, actor);
    const cards = cardNumbers.map((text) => new Pii(normaliseCard(text)));
    const found = await this.participants.resolve(campaignId, cards);
    return {
      participants: found.map((person) => ({
        participantId: person?.participantId ?? null,
        maskedName: person?.maskedName ?? null,
      })),
    };
  }
}
