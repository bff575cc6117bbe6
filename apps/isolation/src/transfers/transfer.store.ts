import { Refusal } from '@lib/contracts/refusals';
import { insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { SubjectKey } from '../subject/subject-rows.js';
import type { Seat } from '../vehicles/trip.store.js';

export type TransferState = 'ordered' | 'boarded' | 'arrived' | 'cancelled';

export interface Transfer extends SubjectKey {
  readonly transferId: string;
  readonly caseId: string | null;
  readonly measureId: string | null;
  readonly pointId: string;
  readonly stayId: string | null;
  readonly siteCode: string;
  readonly districtCode: string;
  readonly state: TransferState;
  readonly tripId: string | null;
  /** Where the destination stands: whoever is there records the arrival. */
  readonly destinationDistrict: string;
  /** What the destination is in the words of a measure. */
  readonly place: 'facility' | 'hospital';
}

export type NewTransfer = Omit<Transfer, 'state' | 'tripId' | 'destinationDistrict' | 'place'> & {
  readonly seat: Seat | null;
  readonly orderedBy: string;
  readonly dueAt: Date;
};

const columns = {
  ...{ transfer_id: 'uuid', campaign_id: 'uuid', participant_id: 'uuid', case_id: 'uuid', measure_id: 'uuid' },
  ...{ point_id: 'uuid', stay_id: 'uuid', site_code: 'text', district_code: 'text', state: 'text' },
  ...{ trip_id: 'uuid', capacity: 'int', seat: 'int', ordered_by: 'text', ordered_at: 'timestamptz' },
  due_at: 'timestamptz',
};

const placeSql = `case p.kind when 'hospital' then 'hospital' else 'facility' end`;
const select = `select t.transfer_id as "transferId", t.campaign_id as "campaignId", t.participant_id as "participantId",
    t.case_id as "caseId", t.measure_id as "measureId", t.point_id as "pointId", t.stay_id as "stayId",
    t.site_code as "siteCode", t.district_code as "districtCode", t.state, t.trip_id as "tripId",
    p.district_code as "destinationDistrict", ${placeSql} as place
  from transfers t join isolation_points p using (point_id)`;

/** The only writer of transfers. */
@Injectable()
export class TransferStore {
  async find(tx: Tx, transferId: string): Promise<Transfer | undefined> {
    const [found] = await tx.query<Transfer>(`${select} where t.transfer_id = $1`, [transferId]);
    return found;
  }

  /** Throws TRANSFER_MOVED_ON for one that vanished. */
  async lock(tx: Tx, transferId: string): Promise<Transfer> {
    const [found] = await tx.query<Transfer>(`${select} where t.transfer_id = $1 for update of t`, [transferId]);
    if (found === undefined) throw new Refusal('TRANSFER_MOVED_ON', { transferId });
    return found;
  }

  /** Out: the transfer of a person that is ordered or on its way. */
  async openOf(tx: Tx, { campaignId, participantId }: SubjectKey): Promise<Transfer | undefined> {
    const [found] = await tx.query<Transfer>(
      `${select} where t.campaign_id = $1 and t.participant_id = $2 and t.state in ('ordered', 'boarded') for update of t`,
      [campaignId, participantId],
    );
    return found;
  }

  /** Whether the last way of a person led to such a place, and no stage elsewhere began since. */
  async isAt(tx: Tx, { campaignId, participantId }: SubjectKey, place: string): Promise<boolean> {
    const [last] = await tx.query<{ isThere: boolean }>(
      `select ${placeSql} = $3 and not exists (
                select 1 from order_stages s join isolation_orders o using (order_id)
                 where o.campaign_id = t.campaign_id and o.participant_id = t.participant_id
                   and s.place <> $3 and s.entered_at > t.arrived_at) as "isThere"
         from transfers t join isolation_points p using (point_id)
        where t.campaign_id = $1 and t.participant_id = $2 and t.state = 'arrived'
        order by t.arrived_at desc limit 1`,
      [campaignId, participantId, place],
    );
    return last?.isThere === true;
  }

  /** Throws TRANSFER_ORDERED: the unique index has the last word. */
  async insert(tx: Tx, one: NewTransfer): Promise<void> {
    const row = {
      ...{ transfer_id: one.transferId, campaign_id: one.campaignId, participant_id: one.participantId },
      ...{ case_id: one.caseId, measure_id: one.measureId, point_id: one.pointId, stay_id: one.stayId },
      ...{ site_code: one.siteCode, district_code: one.districtCode, state: 'ordered' },
      ...{ trip_id: one.seat?.tripId, capacity: one.seat?.capacity, seat: one.seat?.seat },
      ...{ ordered_by: one.orderedBy, ordered_at: tx.recordedAt, due_at: one.dueAt },
    };
    const kept = await insertRows(tx, 'transfers', columns, [row], {
      onConflict: `(campaign_id, participant_id) where state in ('ordered', 'boarded') do nothing`,
      returning: ['transfer_id'],
    });
    if (kept.length === 0) throw new Refusal('TRANSFER_ORDERED');
  }

  async board(tx: Tx, { transferId }: Transfer, { tripId, capacity, seat }: Seat, by: string): Promise<void> {
    await this.#move(
      tx,
      `update transfers set state = 'boarded', trip_id = $2, capacity = $3, seat = $4, boarded_by = $5, boarded_at = $6
        where transfer_id = $1 and state = 'ordered'`,
      [transferId, tripId, capacity, seat, by, tx.recordedAt],
    );
  }

  async arrive(tx: Tx, { transferId }: Transfer, by: string): Promise<void> {
    await this.#move(
      tx,
      `update transfers set state = 'arrived', arrived_by = $2, arrived_at = $3
        where transfer_id = $1 and state = 'boarded'`,
      [transferId, by, tx.recordedAt],
    );
  }

  async cancel(tx: Tx, { transferId }: Transfer, by: string): Promise<void> {
    await this.#move(
      tx,
      `update transfers set state = 'cancelled', cancelled_by = $2, cancelled_at = $3
        where transfer_id = $1 and state = 'ordered'`,
      [transferId, by, tx.recordedAt],
    );
  }

  async #move(tx: Tx, sql: string, values: readonly unknown[]): Promise<void> {
    if ((await tx.execute(sql, [...values])) !== 1) throw new Refusal('TRANSFER_MOVED_ON');
  }
}
