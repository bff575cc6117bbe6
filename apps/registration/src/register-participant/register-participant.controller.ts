import { registerParticipant } from '@lib/contracts/http/registration/participants';
import { Actor, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import { Body, Controller, Post } from '@nestjs/common';
import { RegisterParticipant } from './register-participant.handler.js';

@Controller()
export class RegisterParticipantController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly registerParticipant: RegisterParticipant,
  ) {}

  @Post('v1/participants')
  async post(@Actor() actor: Actor, @IdempotencyKey() key: string, @Body() body: unknown) {
    const command = parse(registerParticipant.request, body);
    const route = 'POST /v1/participants';
    const vault = await this.registerParticipant.vaultFor(command, actor);
    const digest = vault.digestOf(body);
    return this.idempotency.run(key, route, { digest }, (tx) =>
      this.registerParticipant.run(tx, vault, command, actor),
    );
  }
}
