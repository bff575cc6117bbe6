import { Refusal } from '@lib/contracts/refusals';
import { insertRows, requireOwn } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { SharingReason, StayState } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import type { Act } from '../measure-desk/measure-desk.store.js';
import type { SubjectKey } from '../subject/subject-rows.js';

export interface Stay extends SubjectKey {
  readonly stayId: string;
  readonly roomId: string;
  readonly pointId: string;
  readonly state: StayState;
  readonly sharesWith: string | null;
}

export interface NewStay extends SubjectKey {
  readonly stayId: string;
  readonly roomId: string;
  readonly pointId: string;
  readonly measureId: string | null;
  readonly reservedBy: string;
  readonly shares: { readonly stayId: string; readonly seat: number; readonly sharing: SharingReason } | null;
}

const stayColumns = {
  stay_id: 'uuid',
  room_id: 'uuid',
  point_id: 'uuid',
  campaign_id: 'uuid',
  participant_id: 'uuid',
  measure_id: 'uuid',
  state: 'text',
  shares_with: 'uuid',
  seat: 'int',
  sharing: 'text',
  reserved_by: 'text',
  reserved_at: 'timestamptz',
};

const staySelect = `select s.stay_id as "stayId", s.room_id as "roomId", s.point_id as "pointId",
    s.campaign_id as "campaignId", s.participant_id as "participantId", s.state, s.shares_with as "sharesWith"
  from room_stays s`;

/** Who stamps which step: the columns of a state that has been come to. */
const stamps: Partial<Record<StayState, string>> = {
  occupied: 'moved_in',
  disinfecting: 'moved_out',
};

/** The only writer of who has which room. */
@Injectable()
export class RoomStayStore {
  /** Throws STAY_UNKNOWN. Locks the stay. */
  async lock(tx: Tx, stayId: string, { actor, route }: Pick<Act, 'actor' | 'route'>): Promise<Stay> {
    const [found] = await tx.query<Stay & { districtCode: string; siteCode: string | null }>(
      `${staySelect.replace(' from', ', p.district_code as "districtCode", p.site_code as "siteCode" from')}
         join isolation_points p using (point_id) where s.stay_id = $1 for update of s`,
      [stayId],
    );
    const owner = found && {
      district: found.districtCode,
      ...(found.siteCode === null ? {} : { site: found.siteCode }),
    };
    requireOwn(actor, route, owner, { stayId });
    if (found === undefined) throw new Error('a stay without a record belongs to nobody');
    return found;
  }

  /** The room that a person is to have, or is in: one of each at the most. */
  async openOf(tx: Tx, key: SubjectKey, state: 'reserved' | 'occupied'): Promise<Stay | undefined> {
    const [found] = await tx.query<Stay>(
      `${staySelect} where s.campaign_id = $1 and s.participant_id = $2 and s.state = $3 for update of s`,
      [key.campaignId, key.participantId, state],
    );
    return found;
  }

  /** Those who share the room of a stay and have not left it. */
  async sharersOf(tx: Tx, stayId: string): Promise<Stay[]> {
    return tx.query<Stay>(
      `${staySelect} where s.shares_with = $1 and s.state in ('reserved', 'occupied') order by s.seat`,
      [stayId],
    );
  }

  /** Out: a room of the point that nobody has; locked with its point by the caller. */
  async freeRoom(
    tx: Tx,
    pointId: string,
    roomId: string | undefined,
  ): Promise<{ roomId: string; label: string } | null> {
    const [found] = await tx.query<{ roomId: string; label: string; isFree: boolean }>(
      `select r.room_id as "roomId", r.label, s.stay_id is null as "isFree"
         from rooms r left join room_stays s on s.room_id = r.room_id and s.state <> 'over' and s.shares_with is null
        where r.point_id = $1 and case when $2::uuid is null then s.stay_id is null else r.room_id = $2 end
        order by length(r.label), r.label limit 1`,
      [pointId, roomId ?? null],
    );
    if (found === undefined && roomId !== undefined) throw new Refusal('ROOM_UNKNOWN', { roomId });
    return found?.isFree === true ? found : null;
  }

  /** Out: false when the room or the person was taken meanwhile: the unique indexes have the last word. */
  async insert(tx: Tx, stay: NewStay): Promise<boolean> {
    const row = {
      ...{ stay_id: stay.stayId, room_id: stay.roomId, point_id: stay.pointId, measure_id: stay.measureId },
      ...{ campaign_id: stay.campaignId, participant_id: stay.participantId, state: 'reserved' },
      ...{ shares_with: stay.shares?.stayId, seat: stay.shares?.seat, sharing: stay.shares?.sharing },
      ...{ reserved_by: stay.reservedBy, reserved_at: tx.recordedAt },
    };
    const kept = await insertRows(tx, 'room_stays', stayColumns, [row], {
      onConflict: 'do nothing',
      returning: ['stay_id'],
    });
    return kept.length === 1;
  }

  /**
   * The person is gone, whatever is decided about the room: whoever is still in it has it from now on, and it is
   * disinfected after the last. Without anybody there, those who were to come beside lose their place. Throws STAY_MOVED_ON.
   */
  async leave(tx: Tx, stay: Stay, by: string): Promise<void> {
    const isHolder = stay.sharesWith === null;
    const beside = isHolder ? await this.sharersOf(tx, stay.stayId) : [];
    const heir =
      beside.find(({ state }) => state === 'occupied') ?? (stay.state === 'reserved' ? beside[0] : undefined);
    if (heir !== undefined) return this.#handOver(tx, stay, heir, by);
    for (const one of beside) await this.move(tx, one, 'over', by);
    await this.move(tx, stay, isHolder && stay.state === 'occupied' ? 'disinfecting' : 'over', by);
  }

  // Holder and sharer change places, and who leaves ends as a sharer does: the room is not slept out yet.
  async #handOver(tx: Tx, stay: Stay, heir: Stay, by: string): Promise<void> {
    const isBeside = 'stay_id = $1 and shares_with = $2';
    const [was] = await tx.query<{ seat: number; sharing: SharingReason }>(
      `select seat, sharing from room_stays where ${isBeside}`,
      [heir.stayId, stay.stayId],
    );
    if (was === undefined) throw new Refusal('STAY_MOVED_ON', { stayId: heir.stayId });
    const sharing = was.sharing === 'guardian-with-minor' ? 'minor-with-guardian' : 'guardian-with-minor';
    const left = { ...stay, sharesWith: heir.stayId };
    const stamp = leaving(left) === undefined ? '' : ', moved_out_by = $6, moved_out_at = $7';
    const moved = await tx.execute(
      `update room_stays set state = 'over', shares_with = $2, seat = $3, sharing = $4${stamp}
        where stay_id = $1 and state = $5`,
      [...[stay.stayId, heir.stayId, was.seat, sharing, stay.state], ...(stamp === '' ? [] : [by, tx.recordedAt])],
    );
    if (moved !== 1) throw new Refusal('STAY_MOVED_ON', { stayId: stay.stayId });
    const free = 'shares_with = null, seat = null, sharing = null';
    await tx.execute(`update room_stays set ${free} where ${isBeside}`, [heir.stayId, stay.stayId]);
    await tx.execute(
      `update room_stays set shares_with = $1 where shares_with = $2 and state in ('reserved', 'occupied')`,
      [heir.stayId, stay.stayId],
    );
  }

  /** Compare-and-set: moves on from the state that was read. Throws STAY_MOVED_ON. */
  async move(tx: Tx, stay: Stay, to: StayState, by: string): Promise<void> {
    // What was slept in is over by disinfection; a sharer’s part ends when they leave, with the holder’s room.
    const stamp = to !== 'over' ? stamps[to] : stay.state === 'disinfecting' ? 'disinfected' : leaving(stay);
    const set = stamp === undefined ? '' : `, ${stamp}_by = $4, ${stamp}_at = $5`;
    const values = stamp === undefined ? [] : [by, tx.recordedAt];
    const moved = await tx.execute(`update room_stays set state = $2${set} where stay_id = $1 and state = $3`, [
      stay.stayId,
      to,
      stay.state,
      ...values,
    ]);
    if (moved !== 1) throw new Refusal('STAY_MOVED_ON', { stayId: stay.stayId });
  }
}

const leaving = ({ state, sharesWith }: Stay): string | undefined =>
  state === 'occupied' && sharesWith !== null ? 'moved_out' : undefined;
