import { uuid } from '@lib/contracts/fields';
import { Refusal } from '@lib/contracts/refusals';
import { Actor, appendAudit, Database, parse } from '@lib/platform';
import { Controller, Delete, Param } from '@nestjs/common';
import { RevocationStore } from '../revocation/revocation.store.js';

@Controller()
export class EndRevocationController {
  constructor(
    private readonly database: Database,
    private readonly revocations: RevocationStore,
  ) {}

  @Delete('v1/revocations/:revocationId')
  delete(@Actor() actor: Actor, @Param('revocationId') id: string) {
    const revocationId = parse(uuid, id);
    return this.database.transaction(async (tx) => {
      if (!(await this.revocations.end(tx, revocationId, actor.id))) throw new Refusal('NOT_FOUND');
      appendAudit(tx, { kind: 'access-restored', object: { kind: 'revocation', id: revocationId } });
      return { revocationId };
    });
  }
}
