import { Refusal } from '@lib/contracts/refusals';
import { appendAudit, CLOCK, Database, IDS } from '@lib/platform';
import type { Actor, Tx } from '@lib/platform';
import type { Clock, Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { ParticipantStore } from '../participant/participant.store.js';
import type { Contact } from '../participant/participant.store.js';
import { MeasuresTold } from '../measures-told/measures-told.store.js';
import { struckOut } from '../participant/struck-out.js';
import { RecollectionOrderStore } from '../recollection-order/recollection-order.store.js';

interface Look {
  readonly participantId: string;
  readonly reason: string;
}

/** Why a district may reach a person: it calls them back, or a measure keeps them. */
interface Ground {
  readonly orderId: string | null;
  readonly measureId: string | null;
}

/** A second look at the same person by the same officer within this time is marked: who looks and looks again is asked why. */
const repeatMinutes = 10;

// The reason is for the auditor, who sees no person: what it repeats of them is struck out.
function withoutNames(look: Look, contact: Contact | undefined): Look {
  return {
    ...look,
    reason: struckOut(look.reason, [
      contact?.name,
      contact?.phone,
      contact?.address,
      contact?.guardian?.name,
      contact?.guardian?.phone,
    ]),
  };
}

/**
 * One person's contact details, for one officer, for one reason. Only a person whom the officer's district is to call
 * back, or whom a measure keeps there, is shown; anybody else looks like nobody. Every look and every attempt is written before it is answered.
 */
@Injectable()
export class RevealParticipant {
  constructor(
    private readonly database: Database,
    private readonly participants: ParticipantStore,
    private readonly orders: RecollectionOrderStore,
    private readonly measures: MeasuresTold,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  async run(look: Look, actor: Actor): Promise<Contact> {
    const shown = await this.database.transaction(async (tx) => {
      const ground = await this.groundFor(tx, look.participantId, actor.scope.district);
      const contact = ground === undefined ? undefined : await this.open(tx, look.participantId);
      const isShown = contact !== undefined && !(contact instanceof Refusal);
      await this.audit(tx, withoutNames(look, isShown ? contact : undefined), actor, isShown ? ground : undefined);
      return contact;
    });
    if (shown instanceof Refusal) throw shown;
    // Thrown after the commit, so that a refused attempt leaves its trace.
    if (shown === undefined) throw new Refusal('NOT_FOUND');
    return shown;
  }

  private async groundFor(tx: Tx, participantId: string, district: string | undefined): Promise<Ground | undefined> {
    if (district === undefined) return undefined;
    const orderId = await this.orders.orderIn(tx, participantId, district);
    if (orderId !== undefined) return { orderId, measureId: null };
    const measureId = await this.measures.keeping(tx, participantId, district);
    return measureId === undefined ? undefined : { orderId: null, measureId };
  }

  // What does not open is no reason to lose the trace of the attempt.
  private async open(tx: Tx, participantId: string): Promise<Contact | Refusal | undefined> {
    try {
      return await this.participants.contactOf(tx, participantId);
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
  }

  private async audit(tx: Tx, look: Look, actor: Actor, ground: Ground | undefined): Promise<void> {
    appendAudit(tx, {
      kind: ground === undefined ? 'person-reveal-refused' : 'person-revealed',
      actor,
      object: { kind: 'participant', id: look.participantId },
      detail: { district: actor.scope.district, orderId: ground?.orderId, measureId: ground?.measureId },
    });
    await tx.execute(
      `insert into reveals (reveal_id, participant_id, actor, role, district_code, reason, outcome, order_id, measure_id, captured_at,
         recorded_at, is_repeat)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $12, $9, $10,
         exists (select 1 from reveals where participant_id = $2 and actor = $3 and outcome = 'shown'
                   and recorded_at > $10::timestamptz - make_interval(mins => $11)))`,
      [
        this.ids.uuid7(),
        look.participantId,
        actor.id,
        actor.role,
        actor.scope.district ?? null,
        look.reason,
        ground === undefined ? 'refused' : 'shown',
        ground?.orderId ?? null,
        this.clock.now(),
        tx.recordedAt,
        repeatMinutes,
        ground?.measureId ?? null,
      ],
    );
  }
}
