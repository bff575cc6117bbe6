import { Refusal } from '@lib/contracts/refusals';
import { requireOwn } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { Act } from '../measure-desk/measure-desk.store.js';

export interface Trip {
  readonly tripId: string;
  readonly vehicleId: string;
  readonly capacity: number;
  readonly districtCode: string;
  readonly isClosed: boolean;
}

/** A place in a vehicle for one person on one trip. */
export interface Seat {
  readonly tripId: string;
  readonly capacity: number;
  readonly seat: number;
}

/** Trips of vehicles, and the seats that are left on them. */
@Injectable()
export class TripStore {
  /** Locks the trip, so that seats are given one after the other. */
  async find(tx: Tx, tripId: string): Promise<Trip | undefined> {
    const [found] = await tx.query<Trip>(
      `select trip_id as "tripId", vehicle_id as "vehicleId", capacity, district_code as "districtCode",
              closed_at is not null as "isClosed"
         from trips where trip_id = $1 for update`,
      [tripId],
    );
    return found;
  }

  /** Throws TRIP_UNKNOWN, TRIP_CLOSED. */
  async lock(tx: Tx, tripId: string, { actor, route }: Act): Promise<Trip> {
    const found = await this.find(tx, tripId);
    requireOwn(actor, route, found && { district: found.districtCode }, { tripId });
    if (found === undefined) throw new Error('a trip without a record belongs to nobody');
    if (found.isClosed) throw new Refusal('TRIP_CLOSED', { tripId });
    return found;
  }

  /** Throws TRIP_UNKNOWN, TRIP_CLOSED, TRIP_FULL. Out: the first seat that nobody has. */
  async seat(tx: Tx, tripId: string, districtCode: string): Promise<Seat> {
    const trip = await this.find(tx, tripId);
    if (trip?.districtCode !== districtCode) throw new Refusal('TRIP_UNKNOWN', { tripId });
    if (trip.isClosed) throw new Refusal('TRIP_CLOSED', { tripId });
    const [free] = await tx.query<{ seat: number }>(
      `select n::int as seat from generate_series(1, $2::int) as n
        where not exists (select 1 from transfers t
                           where t.trip_id = $1 and t.seat = n and t.state in ('ordered', 'boarded'))
        order by n limit 1`,
      [tripId, trip.capacity],
    );
    if (free === undefined) throw new Refusal('TRIP_FULL', { tripId });
    return { tripId, capacity: trip.capacity, seat: free.seat };
  }
}
