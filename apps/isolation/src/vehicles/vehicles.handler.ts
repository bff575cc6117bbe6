import type { registerVehicle } from '@lib/contracts/http/isolation/transfers';
import { Refusal } from '@lib/contracts/refusals';
import { IDS, insertRows, requireOwn } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { Act } from '../measure-desk/measure-desk.store.js';
import { TripStore } from './trip.store.js';

const vehicleColumns = {
  vehicle_id: 'uuid',
  district_code: 'text',
  label: 'text',
  capacity: 'int',
  registered_by: 'text',
  registered_at: 'timestamptz',
};
const tripColumns = {
  trip_id: 'uuid',
  vehicle_id: 'uuid',
  capacity: 'int',
  district_code: 'text',
  opened_by: 'text',
  opened_at: 'timestamptz',
};

/** Vehicles of a district and their trips: one at a time, each with as many seats as the vehicle has (order 54). */
@Injectable()
export class Vehicles {
  constructor(
    private readonly trips: TripStore,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  /** Throws VEHICLE_EXISTS, NOT_FOUND for another district. */
  async register(tx: Tx, vehicle: z.output<typeof registerVehicle.request>, { actor, route }: Act) {
    const { districtCode, label, capacity } = vehicle;
    requireOwn(actor, route, { district: districtCode });
    const vehicleId = this.ids.uuid7();
    const row = {
      ...{ vehicle_id: vehicleId, district_code: districtCode, label, capacity },
      ...{ registered_by: actor.id, registered_at: tx.recordedAt },
    };
    const kept = await insertRows(tx, 'vehicles', vehicleColumns, [row], {
      onConflict: '(district_code, label) do nothing',
      returning: ['vehicle_id'],
    });
    if (kept.length === 0) throw new Refusal('VEHICLE_EXISTS', { label });
    return { vehicleId };
  }

  /** Throws VEHICLE_UNKNOWN, VEHICLE_ON_TRIP. */
  async openTrip(tx: Tx, vehicleId: string, { actor, route }: Act) {
    const [found] = await tx.query<{ capacity: number; districtCode: string }>(
      'select capacity, district_code as "districtCode" from vehicles where vehicle_id = $1',
      [vehicleId],
    );
    requireOwn(actor, route, found && { district: found.districtCode }, { vehicleId });
    if (found === undefined) throw new Error('a vehicle without a record belongs to nobody');
    const tripId = this.ids.uuid7();
    const { capacity, districtCode } = found;
    const row = {
      ...{ trip_id: tripId, vehicle_id: vehicleId, capacity, district_code: districtCode },
      ...{ opened_by: actor.id, opened_at: tx.recordedAt },
    };
    const kept = await insertRows(tx, 'trips', tripColumns, [row], {
      onConflict: '(vehicle_id) where closed_at is null do nothing',
      returning: ['trip_id'],
    });
    if (kept.length === 0) throw new Refusal('VEHICLE_ON_TRIP', { vehicleId });
    return { tripId, capacity };
  }

  /** Throws TRIP_UNKNOWN, TRIP_CLOSED, TRIP_HAS_PEOPLE. Whoever was planned for it and did not come keeps no seat. */
  async closeTrip(tx: Tx, tripId: string, act: Act) {
    await this.trips.lock(tx, tripId, act);
    const [aboard] = await tx.query(`select 1 from transfers where trip_id = $1 and state = 'boarded' limit 1`, [
      tripId,
    ]);
    if (aboard !== undefined) throw new Refusal('TRIP_HAS_PEOPLE', { tripId });
    await tx.execute(
      `update transfers set trip_id = null, capacity = null, seat = null where trip_id = $1 and state = 'ordered'`,
      [tripId],
    );
    await tx.execute('update trips set closed_by = $2, closed_at = $3 where trip_id = $1', [
      ...[tripId, act.actor.id, tx.recordedAt],
    ]);
    return { tripId, closedAt: tx.recordedAt.toISOString() };
  }
}
