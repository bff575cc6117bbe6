import { Refusal } from '@lib/contracts/refusals';
import { appendAudit, CLOCK, Database, IDS } from '@lib/platform';
import type { Actor, Tx } from '@lib/platform';
import type { Clock, Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { ParticipantStore } from '../participant/participant.store.js';
import type { Contact } from '../participant/participant.store.js';
import { RecollectionOrderStore } from '../recollection-order/recollection-order.store.js';

interface Look {
  readonly participantId: string;
  readonly reason: string;
}

/**
 * One person's contact details, for one officer, for one reason. Only a person whom the officer's district is to call
 * back is shown; anybody else looks like nobody. Every look and every attempt is written before it is answered.
 */
@Injectable()
export class RevealParticipant {
  constructor(
    private readonly database: Database,
    private readonly participants: ParticipantStore,
    private readonly orders: RecollectionOrderStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  async run(look: Look, actor: Actor): Promise<Contact> {
    const shown = await this.database.transaction(async (tx) => {
      const district = actor.scope.district;
      const orderId = district === undefined ? undefined : await this.orders.orderIn(tx, look.participantId, district);
      const contact = orderId === undefined ? undefined : await this.participants.contactOf(tx, look.participantId);
      await this.audit(tx, look, actor, contact === undefined ? undefined : orderId);
      return contact;
    });
    // Thrown after the commit, so that a refused attempt leaves its trace.
    if (shown === undefined) throw new Refusal('NOT_FOUND');
    return shown;
  }

  private async audit(tx: Tx, look: Look, actor: Actor, orderId: string | undefined): Promise<void> {
    appendAudit(tx, {
      kind: orderId === undefined ? 'person-reveal-refused' : 'person-revealed',
      actor,
      object: { kind: 'participant', id: look.participantId },
      detail: { district: actor.scope.district, orderId },
    });
    await tx.execute(
      `insert into reveals (reveal_id, participant_id, actor, role, district_code, reason, outcome, order_id, captured_at, recorded_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        this.ids.uuid7(),
        look.participantId,
        actor.id,
        actor.role,
        actor.scope.district ?? null,
        look.reason,
        orderId === undefined ? 'refused' : 'shown',
        orderId ?? null,
        this.clock.now(),
        tx.recordedAt,
      ],
    );
  }
}
