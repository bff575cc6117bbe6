import { Refusal } from '@lib/contracts/refusals';
import { appendAudit, requireOwn } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { Scope } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import { MeasureDesk } from '../measure-desk/measure-desk.store.js';
import type { Act } from '../measure-desk/measure-desk.store.js';
import { RoomStayStore } from '../room-stays/room-stay.store.js';
import { isInForce } from '../subject/measure.js';
import { begin } from '../subject/outcome.js';
import { taskDue } from '../tasks/task-kinds.js';
import { TaskStore } from '../tasks/task.store.js';
import { TripStore } from '../vehicles/trip.store.js';
import { arrive, giveUp } from './transfer.decider.js';
import { TransferStore } from './transfer.store.js';
import type { Transfer } from './transfer.store.js';

// Whoever sits in the vehicle was reached, and is kept where they are no longer.
type ArrivedStep = 'locate' | 'hold' | 'board-vehicle' | 'admit';

/** In the vehicle, arrived, or not needed after all: each by a named person, with its time. */
@Injectable()
export class MovePeople {
  constructor(
    private readonly desk: MeasureDesk,
    private readonly campaigns: CampaignStore,
    private readonly stays: RoomStayStore,
    private readonly trips: TripStore,
    private readonly transfers: TransferStore,
    private readonly tasks: TaskStore,
  ) {}

  /** Throws TRANSFER_UNKNOWN, TRANSFER_MOVED_ON, TRIP_UNKNOWN, TRIP_CLOSED, TRIP_FULL. */
  async board(tx: Tx, transferId: string, tripId: string, act: Act) {
    const transfer = await this.#lock(tx, transferId, act, ({ districtCode }) => ({ district: districtCode }));
    if (transfer.state !== 'ordered') throw new Refusal('TRANSFER_MOVED_ON', { transferId });
    const by = act.actor.id;
    await this.transfers.board(tx, transfer, await this.#seat(tx, transfer, tripId), by);
    const left = await this.stays.openOf(tx, transfer, 'occupied');
    if (left !== undefined) await this.stays.leave(tx, left, by);
    for (const kind of ['locate', 'hold', 'board-vehicle'] as const)
      await this.#finish(tx, transfer, kind, 'boarded', by);
    return { transferId, state: 'boarded' as const, at: tx.recordedAt.toISOString() };
  }

  /** Throws TRANSFER_UNKNOWN, TRANSFER_MOVED_ON, STAY_MOVED_ON. */
  async arrive(tx: Tx, transferId: string, act: Act) {
    const transfer = await this.#lock(tx, transferId, act, (one) => ({ district: one.destinationDistrict }));
    if (transfer.state !== 'boarded') throw new Refusal('TRANSFER_MOVED_ON', { transferId });
    const by = act.actor.id;
    await this.transfers.arrive(tx, transfer, by);
    const room = await this.stays.openOf(tx, transfer, 'reserved');
    if (room !== undefined && room.stayId === transfer.stayId) await this.stays.move(tx, room, 'occupied', by);
    const after = await this.desk.decide(tx, transfer, act, (subject, given) =>
      arrive(subject, transfer.measureId, transfer.siteCode, given),
    );
    await this.#finish(tx, transfer, 'admit', 'admitted', by);
    const reached = after.measures.filter((one) => isInForce(one, tx.recordedAt) && one.place === transfer.place);
    const stages = reached.map(({ measureId }) => measureId);
    await this.tasks.finish(tx, 'enter-stage', stages, { outcome: 'arrived', by });
    const object = { kind: 'participant', id: transfer.participantId } as const;
    appendAudit(tx, { kind: 'transfer-arrived', object, detail: { transfer: transferId, point: transfer.pointId } });
    return { transferId, state: 'arrived' as const, at: tx.recordedAt.toISOString() };
  }

  /** Throws TRANSFER_UNKNOWN, TRANSFER_MOVED_ON. A case that is still verified is to be moved otherwise: the step opens anew. */
  async cancel(tx: Tx, transferId: string, act: Act) {
    const transfer = await this.#lock(tx, transferId, act, ({ districtCode }) => ({ district: districtCode }));
    await this.transfers.cancel(tx, transfer, act.actor.id);
    const room = await this.stays.openOf(tx, transfer, 'reserved');
    if (room !== undefined && room.stayId === transfer.stayId) await this.stays.leave(tx, room, act.actor.id);
    const after = await this.desk.decide(tx, transfer, act, (subject, given) =>
      giveUp(subject, transfer.measureId, given),
    );
    if (after.case?.state === 'verified') await this.#askAgain(tx, transfer, after.case.caseId);
    return { transferId, state: 'cancelled' as const, at: tx.recordedAt.toISOString() };
  }

  async #askAgain(tx: Tx, { campaignId, participantId, siteCode }: Transfer, caseId: string): Promise<void> {
    const rules = (await this.campaigns.rulesOf(tx, [campaignId]))(campaignId);
    const [last] = await tx.query<{ sequence: number }>(
      `select coalesce(max(sequence), 0)::int as sequence from tasks where kind = 'order-transfer' and subject = $1`,
      [caseId],
    );
    await this.tasks.open(tx, [
      {
        ...{ kind: 'order-transfer', campaignId, participantId, caseId, subject: caseId, siteCode },
        ...{ sequence: (last?.sequence ?? 0) + 1, dueAt: taskDue('order-transfer', tx.recordedAt, rules) },
        ...{ openedBy: 'isolation', policyVersion: rules.policyVersion },
      },
    ]);
  }

  async #seat(tx: Tx, transfer: Transfer, tripId: string) {
    if (transfer.tripId !== tripId) return this.trips.seat(tx, tripId, transfer.districtCode);
    const trip = await this.trips.find(tx, tripId);
    if (trip === undefined || trip.isClosed) throw new Refusal('TRIP_CLOSED', { tripId });
    const [kept] = await tx.query<{ seat: number }>('select seat from transfers where transfer_id = $1', [
      transfer.transferId,
    ]);
    return { tripId, capacity: trip.capacity, seat: kept?.seat ?? 1 };
  }

  async #finish(tx: Tx, { caseId }: Transfer, kind: ArrivedStep, outcome: string, by: string) {
    if (caseId !== null) await this.tasks.finish(tx, kind, [caseId], { outcome, by });
  }

  // The person's lock comes first, as in every decision about them; whatever follows from a case takes it in that order.
  async #lock(tx: Tx, transferId: string, act: Act, owner: (one: Transfer) => Scope): Promise<Transfer> {
    const found = await this.transfers.find(tx, transferId);
    requireOwn(act.actor, act.route, found && owner(found), { transferId });
    if (found === undefined) throw new Error('a transfer without a record belongs to nobody');
    await this.desk.decide(tx, found, act, begin);
    return this.transfers.lock(tx, transferId);
  }
}
