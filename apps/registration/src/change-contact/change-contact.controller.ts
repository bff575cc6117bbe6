import { uuid } from '@lib/contracts/fields';
import { changeContact } from '@lib/contracts/http/registration/contact';
import { Actor, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ChangeContact } from './change-contact.handler.js';

@Controller()
export class ChangeContactController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly changeContact: ChangeContact,
  ) {}

  @Post('v1/participants/:participantId/contact')
  @HttpCode(200)
  async post(
    @Actor() actor: Actor,
    @IdempotencyKey() key: string,
    @Param('participantId') id: string,
    @Body() body: unknown,
  ) {
    const participantId = parse(uuid, id);
    const command = parse(changeContact.request, body);
    const route = `POST /v1/participants/${participantId}/contact`;
    const digest = await this.changeContact.digestOf(participantId, body);
    return this.idempotency.run(key, route, { digest }, (tx) =>
      this.changeContact.run(tx, participantId, command, actor),
    );
  }
}
