import type { RouteContract } from '@lib/contracts/route';
import { Refusal } from '@lib/contracts/refusals';
import { appendAudit, requireOwn } from '@lib/platform';
import type { Actor, Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { AlertStore } from '../alert/alert.store.js';
import { edgeKinds } from '../edges/edge.decider.js';
import { TaskOwners } from '../tasks/task-owners.store.js';

/** Who hands on which alert. */
export interface AlertAct {
  readonly escalationId: string;
  readonly actor: Actor;
  readonly route: RouteContract;
}

interface TakenAlert {
  readonly escalationId: string;
  readonly campaignId: string;
  readonly districtCode: string;
  readonly takenBy: string;
  readonly offeredTo: string | null;
  readonly offeredBy: string | null;
}

/** A taken alert changes hands when somebody accepts it, and the open steps of its people with it. */
@Injectable()
export class HandOverAlert {
  constructor(
    private readonly alerts: AlertStore,
    private readonly owners: TaskOwners,
  ) {}

  /** Any officer of the district may offer: whoever has it may be ill. Throws ALERT_NOT_TAKEN. */
  async offer(tx: Tx, toPerson: string, act: AlertAct) {
    const alert = await this.#find(tx, act);
    await this.#write(tx, alert, alert.takenBy, { to: toPerson, by: act.actor.id });
    return { escalationId: act.escalationId, takenBy: alert.takenBy, offeredTo: toPerson, edges: 0 };
  }

  /** Throws ALERT_OF_SOMEBODY_ELSE when it is not offered to the caller. */
  async accept(tx: Tx, act: AlertAct) {
    const alert = await this.#find(tx, act);
    const { id } = act.actor;
    if (alert.offeredTo !== id) throw new Refusal('ALERT_OF_SOMEBODY_ELSE', { owner: alert.takenBy });
    await this.#write(tx, alert, id, null);
    const members = await this.alerts.membersOf(tx, alert.escalationId);
    const { campaignId, districtCode } = alert;
    const about = { campaignId, districtCode, participantIds: members.map(({ subjectId }) => subjectId) };
    const edges = await this.owners.handOn(tx, about, edgeKinds, { from: alert.takenBy, to: id });
    return { escalationId: act.escalationId, takenBy: id, offeredTo: null, edges };
  }

  /** Throws ALERT_OF_SOMEBODY_ELSE for anybody but whom it is offered to, who has it, or who offered it. */
  async decline(tx: Tx, act: AlertAct) {
    const alert = await this.#find(tx, act);
    const isMine = [alert.offeredTo, alert.offeredBy, alert.takenBy].includes(act.actor.id);
    if (!isMine || alert.offeredTo === null) throw new Refusal('ALERT_OF_SOMEBODY_ELSE', { owner: alert.takenBy });
    await this.#write(tx, alert, alert.takenBy, null);
    return { escalationId: act.escalationId, takenBy: alert.takenBy, offeredTo: null, edges: 0 };
  }

  async #find(tx: Tx, { escalationId, actor, route }: AlertAct): Promise<TakenAlert> {
    const alert = await this.alerts.lock(tx, escalationId);
    requireOwn(actor, route, alert && { district: alert.districtCode }, { escalationId });
    if (alert === undefined) throw new Error('an alert without a record belongs to nobody');
    if (alert.withdrawnReason !== null) throw new Refusal('ALERT_WITHDRAWN', { escalationId });
    if (alert.takenBy === null) throw new Refusal('ALERT_NOT_TAKEN', { escalationId });
    const [open] = await tx.query<{ offeredTo: string | null; offeredBy: string | null }>(
      `select offered_to_person as "offeredTo", offered_by as "offeredBy" from alerts where escalation_id = $1`,
      [escalationId],
    );
    return {
      ...{ escalationId, campaignId: alert.campaignId, districtCode: alert.districtCode, takenBy: alert.takenBy },
      ...{ offeredTo: open?.offeredTo ?? null, offeredBy: open?.offeredBy ?? null },
    };
  }

  async #write(
    tx: Tx,
    { escalationId }: TakenAlert,
    takenBy: string,
    offer: { readonly to: string; readonly by: string } | null,
  ): Promise<void> {
    await this.alerts.keepOwner(tx, escalationId, takenBy, offer);
    appendAudit(tx, {
      kind: 'alert-handed-over',
      object: { kind: 'escalation', id: escalationId },
      detail: { takenBy, offeredTo: offer?.to ?? null },
    });
  }
}
