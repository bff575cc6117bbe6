import { resolveParticipants } from '@lib/contracts/http/registration/participants';
import { parse } from '@lib/platform';
import { Pii } from '@lib/vocabulary';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { normaliseCard } from '../participant/card.js';
import { ParticipantStore } from '../participant/participant.store.js';

@Controller()
export class ResolveParticipantsController {
  constructor(private readonly participants: ParticipantStore) {}

  /** A question, sent as a POST so that no card number stands in an address. */
  @Post('v1/participants/resolve')
  @HttpCode(200)
  async post(@Body() body: unknown) {
    const { campaignId, cardNumbers } = parse(resolveParticipants.request, body);
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
