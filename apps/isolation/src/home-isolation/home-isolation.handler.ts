import { Refusal } from '@lib/contracts/refusals';
import { appendAudit } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { MeasureDesk } from '../measure-desk/measure-desk.store.js';
import type { Act } from '../measure-desk/measure-desk.store.js';
import { RoomStayStore } from '../room-stays/room-stay.store.js';
import { isOfInfected } from '../subject/infected.decider.js';
import { isOpen } from '../subject/measure.js';
import { TaskStore } from '../tasks/task.store.js';
import { TransferStore } from '../transfers/transfer.store.js';
import { isolateAtHome } from './home-isolation.decider.js';

// Whoever stays at home was reached, and is fetched by nobody; what is left of the case is how it ends.
const stepsDone = ['locate', 'hold', 'order-transfer', 'board-vehicle', 'admit'] as const;

/** Isolation at home of a verified person, instead of transfer and room. */
@Injectable()
export class HomeIsolation {
  constructor(
    private readonly desk: MeasureDesk,
    private readonly transfers: TransferStore,
    private readonly stays: RoomStayStore,
    private readonly tasks: TaskStore,
  ) {}

  /** Throws CASE_UNKNOWN, TRANSFER_ORDERED, PERSON_HAS_ROOM and what `isolateAtHome` throws. */
  async order(tx: Tx, caseId: string, act: Act) {
    const { campaignId, participantId, siteCode } = await this.desk.whoseCase(tx, caseId, act);
    const key = { campaignId, participantId };
    const after = await this.desk.decide(tx, key, act, (subject, given) => isolateAtHome(subject, siteCode, given));
    if ((await this.transfers.openOf(tx, key)) !== undefined) throw new Refusal('TRANSFER_ORDERED');
    for (const state of ['reserved', 'occupied'] as const) {
      if ((await this.stays.openOf(tx, key, state)) !== undefined) throw new Refusal('PERSON_HAS_ROOM');
    }
    const by = act.actor.id;
    for (const kind of stepsDone) await this.tasks.finish(tx, kind, [caseId], { outcome: 'at-home', by });
    const begun = after.measures.filter((one) => isOfInfected(one) && isOpen(one, tx.recordedAt));
    const ends = begun.map(({ endsAt }) => endsAt.getTime());
    const detail = { case: caseId, place: 'home' };
    appendAudit(tx, { kind: 'measure-decided', object: { kind: 'participant', id: participantId }, detail });
    return {
      measureIds: begun.map(({ measureId }) => measureId),
      endsAt: new Date(Math.max(...ends)).toISOString(),
    };
  }
}
