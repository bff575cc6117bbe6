import { Refusal } from '@lib/contracts/refusals';
import { appendAudit } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { districtOfSite } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import { IsolationPointStore } from '../isolation-points/isolation-point.store.js';
import type { Point } from '../isolation-points/isolation-point.store.js';
import { MeasureDesk } from '../measure-desk/measure-desk.store.js';
import type { Act } from '../measure-desk/measure-desk.store.js';
import { RoomStayStore } from '../room-stays/room-stay.store.js';
import { RoomStays } from '../room-stays/room-stays.handler.js';
import type { SubjectKey } from '../subject/subject-rows.js';
import { taskDue } from '../tasks/task-kinds.js';
import { TaskStore } from '../tasks/task.store.js';
import { TripStore } from '../vehicles/trip.store.js';
import { orderTransfer } from './transfer.decider.js';
import { TransferStore } from './transfer.store.js';

export interface Ordered {
  readonly pointId: string;
  readonly tripId?: string | undefined;
}

interface Whom extends SubjectKey {
  readonly caseId: string | null;
  readonly siteCode: string;
}

/** A transfer is ordered: destination, room, seat and clock in one decision (order 53). */
@Injectable()
export class OrderTransfers {
  constructor(
    private readonly desk: MeasureDesk,
    private readonly campaigns: CampaignStore,
    private readonly points: IsolationPointStore,
    private readonly rooms: RoomStays,
    private readonly stays: RoomStayStore,
    private readonly trips: TripStore,
    private readonly transfers: TransferStore,
    private readonly tasks: TaskStore,
  ) {}

  /** Throws CASE_UNKNOWN and what `#order` throws. */
  async ofCase(tx: Tx, caseId: string, ordered: Ordered, act: Act) {
    const found = await this.desk.whoseCase(tx, caseId, act);
    return this.#order(tx, { ...found, caseId }, ordered, act);
  }

  /** Throws MEASURE_UNKNOWN and what `#order` throws. */
  async ofMeasure(tx: Tx, measureId: string, ordered: Ordered, act: Act) {
    await this.desk.whose(tx, measureId, act);
    const [found] = await tx.query<Whom>(
      `select campaign_id as "campaignId", participant_id as "participantId", case_id as "caseId",
              site_code as "siteCode" from measures where measure_id = $1`,
      [measureId],
    );
    if (found === undefined) throw new Error('a measure without a record belongs to nobody');
    return this.#order(tx, found, ordered, act);
  }

  // Throws POINT_UNKNOWN, POINT_NOT_PASSED, POINT_FULL, TRANSFER_WITHOUT_BASIS, TRANSFER_ORDERED, TRIP_….
  async #order(tx: Tx, whom: Whom, { pointId, tripId }: Ordered, act: Act) {
    const { campaignId, participantId, caseId, siteCode } = whom;
    const districtCode = districtOfSite(siteCode);
    const point = await this.points.destination(tx, pointId, districtCode);
    if (point === undefined) throw new Refusal('POINT_UNKNOWN', { pointId });
    const measureId = this.desk.newId();
    const place = point.kind === 'hospital' ? 'hospital' : 'facility';
    const after = await this.desk.decide(tx, whom, act, (subject, given) =>
      orderTransfer(subject, { measureId, place, siteCode }, given),
    );
    if ((await this.transfers.openOf(tx, whom)) !== undefined) throw new Refusal('TRANSFER_ORDERED');
    const begun = after.measures.some((one) => one.measureId === measureId) ? measureId : null;
    const stayId = await this.#room(tx, point, whom, act);
    const seat = tripId === undefined ? null : await this.trips.seat(tx, tripId, districtCode);
    const rules = (await this.campaigns.rulesOf(tx, [campaignId]))(campaignId);
    const transferId = this.desk.newId();
    const dueAt = taskDue('admit', tx.recordedAt, rules);
    await this.transfers.insert(tx, {
      ...{ transferId, campaignId, participantId, caseId, measureId: begun, pointId, stayId, siteCode, districtCode },
      ...{ seat, orderedBy: act.actor.id, dueAt },
    });
    if (caseId !== null) {
      await this.tasks.finish(tx, 'order-transfer', [caseId], { outcome: 'ordered', by: act.actor.id });
    }
    const detail = { transfer: transferId, point: pointId, ...(begun === null ? {} : { measure: begun }) };
    appendAudit(tx, { kind: 'transfer-ordered', object: { kind: 'participant', id: participantId }, detail });
    return { transferId, dueAt: dueAt.toISOString(), measureId: begun, stayId };
  }

  // A hospital keeps its own beds; at an isolation point nobody is sent before they have a room.
  async #room(tx: Tx, point: Point, key: SubjectKey, act: Act): Promise<string | null> {
    if (point.kind === 'hospital') return null;
    const reserved = await this.stays.openOf(tx, key, 'reserved');
    if (reserved?.pointId === point.pointId) return reserved.stayId;
    return (await this.rooms.reserveAt(tx, point, key, act)).stayId;
  }
}
