import { uuid } from '@lib/contracts/fields';
import { closeTrip, listVehicles, openTrip, registerVehicle } from '@lib/contracts/http/isolation/transfers';
import { Actor, boundTo, CLOCK, Database, Idempotency, IdempotencyKey, parse, isoSql } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { Vehicles } from './vehicles.handler.js';

@Controller()
export class VehiclesController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly vehicles: Vehicles,
    @Inject(Database) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(listVehicles.path)
  async list(@Actor() actor: Actor) {
    const rows = await this.database.query<{ trip: { openedAt: string } | null }>(
      `select v.vehicle_id as "vehicleId", v.district_code as "districtCode", v.label, v.capacity,
              case when t.trip_id is not null then json_build_object('tripId', t.trip_id,
                'openedAt', ${isoSql('t.opened_at')},
                'seatsTaken', (select count(*) from transfers x
                                where x.trip_id = t.trip_id and x.state in ('ordered', 'boarded'))) end as trip
         from vehicles v left join trips t on t.vehicle_id = v.vehicle_id and t.closed_at is null
        where ($1::text is null or v.district_code = $1) order by v.district_code, v.label limit 2000`,
      [boundTo(actor, listVehicles).district ?? null],
    );
    return { vehicles: rows, asOf: this.clock.now().toISOString() };
  }

  @Post(registerVehicle.path)
  register(@Actor() actor: Actor, @IdempotencyKey() key: string, @Body() body: unknown) {
    const vehicle = parse(registerVehicle.request, body);
    return this.idempotency.run(key, 'register-vehicle', body, (tx) =>
      this.vehicles.register(tx, vehicle, { actor, commandId: key, route: registerVehicle }),
    );
  }

  @Post(openTrip.path)
  open(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('vehicleId') id: string, @Body() body: unknown) {
    parse(openTrip.request, body ?? {});
    const vehicleId = parse(uuid, id);
    return this.idempotency.run(key, `open-trip/${vehicleId}`, {}, (tx) =>
      this.vehicles.openTrip(tx, vehicleId, { actor, commandId: key, route: openTrip }),
    );
  }

  @Post(closeTrip.path)
  @HttpCode(200)
  close(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('tripId') id: string, @Body() body: unknown) {
    parse(closeTrip.request, body ?? {});
    const tripId = parse(uuid, id);
    return this.idempotency.run(key, `close-trip/${tripId}`, {}, (tx) =>
      this.vehicles.closeTrip(tx, tripId, { actor, commandId: key, route: closeTrip }),
    );
  }
}
