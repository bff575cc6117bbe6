import { resolveParticipants } from '@lib/contracts/http/registration/participants';
import { Actor, parse, RefusalLedger } from '@lib/platform';
import { Pii } from '@lib/vocabulary';
import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { normaliseCard } from '../participant/card.js';
import { LookupBudget } from '../lookup-budget/lookup-budget.store.js';
import { CampaignPlaces } from '../place/campaign-places.store.js';
import { ParticipantStore } from '../participant/participant.store.js';

@Controller()
export class ResolveParticipantsController {
  constructor(
    private readonly participants: ParticipantStore,
    private readonly places: CampaignPlaces,
    private readonly budget: LookupBudget,
    @Inject(RefusalLedger) private readonly ledger: RefusalLedger,
  ) {}

  /** A question, sent as a POST so that no card number stands in an address. */
  @Post('v1/participants/resolve')
  @HttpCode(200)
  async post(@Actor() actor: Actor, @Body() body: unknown) {
    const { campaignId, cardNumbers } = parse(resolveParticipants.request, body);
    await this.places.mustBeOf(campaignId, actor);
    await this.budget.mustHave('card', actor);
    this.ledger.look('people-resolved', campaignId, cardNumbers.length, actor);
    const cards = cardNumbers.map((text) => new Pii(normaliseCard(text)));
    const found = await this.participants.resolve(campaignId, cards);
    await this.budget.count(
      'card',
      actor,
      cards.length,
      cards.filter((_card, index) => found[index] === undefined),
    );
    return {
      participants: found.map((person) => ({
        participantId: person?.participantId ?? null,
        maskedName: person?.maskedName ?? null,
      })),
    };
  }
}
