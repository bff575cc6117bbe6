import { uuid } from '@lib/contracts/fields';
import { revealParticipant } from '@lib/contracts/http/registration/participants';
import { Actor, parse } from '@lib/platform';
import { Body, Controller, Header, HttpCode, Param, Post } from '@nestjs/common';
import { RevealParticipant } from './reveal-participant.handler.js';

@Controller()
export class RevealParticipantController {
  constructor(private readonly revealParticipant: RevealParticipant) {}

  @Post('v1/participants/:participantId/reveal')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  async post(@Actor() actor: Actor, @Param('participantId') id: string, @Body() body: unknown) {
    const participantId = parse(uuid, id);
    const { reason } = parse(revealParticipant.request, body);
    const contact = await this.revealParticipant.run({ participantId, reason }, actor);
    return {
      name: contact.name.reveal(),
      phone: contact.phone?.reveal() ?? null,
      address: contact.address?.reveal() ?? null,
      ...(contact.guardian === undefined
        ? {}
        : { guardian: { name: contact.guardian.name.reveal(), phone: contact.guardian.phone?.reveal() ?? null } }),
    };
  }
}
