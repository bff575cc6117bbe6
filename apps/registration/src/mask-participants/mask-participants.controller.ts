import { maskParticipants } from '@lib/contracts/http/registration/participants';
import { parse } from '@lib/platform';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ParticipantStore } from '../participant/participant.store.js';

@Controller()
export class MaskParticipantsController {
  constructor(private readonly participants: ParticipantStore) {}

  @Post('v1/participants/masked')
  @HttpCode(200)
  async post(@Body() body: unknown) {
    const { campaignId, participantIds } = parse(maskParticipants.request, body);
    return { participants: await this.participants.masked(campaignId, participantIds) };
  }
}
