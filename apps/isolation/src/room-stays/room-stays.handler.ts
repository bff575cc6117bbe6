import { Refusal } from '@lib/contracts/refusals';
import { appendAudit } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { SharingReason, StayState } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import { IsolationPointStore } from '../isolation-points/isolation-point.store.js';
import type { Point } from '../isolation-points/isolation-point.store.js';
import { MeasureDesk } from '../measure-desk/measure-desk.store.js';
import type { Act } from '../measure-desk/measure-desk.store.js';
import { begin } from '../subject/outcome.js';
import type { SubjectKey } from '../subject/subject-rows.js';
import { RoomStayStore } from './room-stay.store.js';
import type { NewStay, Stay } from './room-stay.store.js';

export interface Reservation extends SubjectKey {
  readonly pointId: string;
  readonly roomId?: string | undefined;
  readonly sharesWith?: { readonly stayId: string; readonly sharing: SharingReason } | undefined;
}

interface Room {
  readonly roomId: string;
  readonly label: string;
}

const seatsMax = 3; // One guardian and up to three minors; more than that is no room for one any more.

/** Single person, single room (order 58). A room is free again when it was disinfected, not when somebody left it. */
@Injectable()
export class RoomStays {
  constructor(
    private readonly points: IsolationPointStore,
    private readonly stays: RoomStayStore,
    private readonly desk: MeasureDesk,
  ) {}

  /** Throws POINT_UNKNOWN, POINT_NOT_PASSED, POINT_FULL, ROOM_TAKEN, ROOM_UNKNOWN, STAY_WITHOUT_BASIS, PERSON_HAS_ROOM. */
  async reserve(tx: Tx, reservation: Reservation, act: Act) {
    const point = await this.points.lock(tx, reservation.pointId, act);
    return this.reserveAt(tx, point, reservation, act);
  }

  /** In: a point that the caller has locked. Throws what `reserve` throws. */
  async reserveAt(tx: Tx, point: Point, reservation: Omit<Reservation, 'pointId'>, act: Act) {
    const { campaignId, participantId, roomId, sharesWith } = reservation;
    const { pointId } = point;
    if (point.kind === 'isolation-point' && !point.isPassed) throw new Refusal('POINT_NOT_PASSED', { pointId });
    const key = { campaignId, participantId };
    // The person's lock: nobody decides about them between this look and the row that is written.
    await this.desk.decide(tx, key, act, begin);
    if ((await this.stays.openOf(tx, key, 'reserved')) !== undefined) throw new Refusal('PERSON_HAS_ROOM');
    const ground = await this.#groundFor(tx, key);
    if (ground === null && sharesWith?.sharing !== 'guardian-with-minor') throw new Refusal('STAY_WITHOUT_BASIS');
    const shares = await this.#beside(tx, point, sharesWith);
    const room = shares ?? (await this.stays.freeRoom(tx, pointId, roomId));
    if (room === null) throw new Refusal(roomId === undefined ? 'POINT_FULL' : 'ROOM_TAKEN', { pointId });
    return this.#keep(tx, { ...key, pointId, room, shares, measureId: ground?.measureId ?? null }, act);
  }

  async #keep(
    tx: Tx,
    { room, ...given }: Omit<NewStay, 'stayId' | 'roomId' | 'reservedBy'> & { room: Room },
    act: Act,
  ) {
    const stay: NewStay = { ...given, stayId: this.desk.newId(), roomId: room.roomId, reservedBy: act.actor.id };
    if (!(await this.stays.insert(tx, stay))) throw new Refusal('ROOM_TAKEN', { pointId: given.pointId });
    const { stayId, roomId, participantId, shares } = stay;
    const detail = { stay: stayId, room: roomId, ...(shares === null ? {} : { sharing: shares.sharing }) };
    appendAudit(tx, { kind: 'room-reserved', object: { kind: 'participant', id: participantId }, detail });
    return { stayId, roomId, label: room.label };
  }

  /** Throws STAY_UNKNOWN, STAY_MOVED_ON, STAY_SHARED. Out: where the stay stands now. */
  async step(tx: Tx, stayId: string, { from, to }: { from: StayState; to: StayState }, act: Act) {
    const stay = await this.stays.lock(tx, stayId, act);
    if (stay.state !== from) throw new Refusal('STAY_MOVED_ON', { stayId });
    const slept = to === 'occupied' ? await this.stays.openOf(tx, stay, 'occupied') : undefined;
    if (slept !== undefined) throw new Refusal('PERSON_HAS_ROOM', { stayId: slept.stayId });
    return { stayId, state: await this.#move(tx, stay, to, act.actor.id) };
  }

  async #move(tx: Tx, stay: Stay, to: StayState, by: string): Promise<StayState> {
    const isLeaving = to === 'disinfecting' || (to === 'over' && stay.state === 'reserved');
    if (isLeaving && stay.sharesWith === null && (await this.stays.sharersOf(tx, stay.stayId)).length > 0) {
      throw new Refusal('STAY_SHARED', { stayId: stay.stayId });
    }
    const next = to === 'disinfecting' && stay.sharesWith !== null ? 'over' : to;
    await this.stays.move(tx, stay, next, by);
    return next;
  }

  // A room is no measure, but nobody is put into one for whom nothing stands: an isolation, a hold, or a verified case.
  async #groundFor(tx: Tx, key: SubjectKey): Promise<{ measureId: string | null } | null> {
    const [found] = await tx.query<{ measureId: string | null }>(
      `select m.measure_id as "measureId" from measures m
        where m.campaign_id = $1 and m.participant_id = $2 and m.ended_at is null and m.ends_at > $3
       union all
       select null from cases c where c.campaign_id = $1 and c.participant_id = $2 and c.state = 'verified'
       union all
       select null from awaited_results w
        where w.campaign_id = $1 and w.participant_id = $2 and w.ended_at is null and w.ends_at > $3
       limit 1`,
      [key.campaignId, key.participantId, tx.recordedAt],
    );
    return found ?? null;
  }

  async #beside(tx: Tx, point: Point, sharesWith: Reservation['sharesWith']) {
    if (sharesWith === undefined) return null;
    const { stayId, sharing } = sharesWith;
    const [host] = await tx.query<Stay & { label: string }>(
      `select s.room_id as "roomId", s.shares_with as "sharesWith", s.state, r.label
         from room_stays s join rooms r using (room_id) where s.stay_id = $1 and s.point_id = $2 for update of s`,
      [stayId, point.pointId],
    );
    if (host === undefined) throw new Refusal('STAY_UNKNOWN', { stayId });
    const taken = await this.stays.sharersOf(tx, stayId);
    const isThere = host.state === 'reserved' || host.state === 'occupied';
    if (!isThere || host.sharesWith !== null) throw new Refusal('STAY_MOVED_ON', { stayId });
    if (taken.length >= seatsMax) throw new Refusal('ROOM_TAKEN', { stayId });
    return { stayId, sharing, roomId: host.roomId, label: host.label, seat: await this.#freeSeat(tx, stayId) };
  }

  async #freeSeat(tx: Tx, stayId: string): Promise<number> {
    const [free] = await tx.query<{ seat: number }>(
      `select n::int as seat from generate_series(1, ${seatsMax}) as n
        where not exists (select 1 from room_stays s where s.shares_with = $1 and s.seat = n and s.state <> 'over')
        order by n limit 1`,
      [stayId],
    );
    if (free === undefined) throw new Refusal('ROOM_TAKEN', { stayId });
    return free.seat;
  }
}
