import { uuid } from '@lib/contracts/fields';
import {
  inspectPoint,
  listIsolationPoints,
  listRooms,
  registerPoint,
} from '@lib/contracts/http/isolation/isolation-points';
import { Actor, boundTo, CLOCK, Database, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { staysSql } from '../room-stays/stays-sql.js';
import { IsolationPointStore } from './isolation-point.store.js';
import { IsolationPoints } from './isolation-points.handler.js';

const counts = ['rooms', 'free', 'reserved', 'occupied', 'disinfecting'] as const;
type Counts = Record<(typeof counts)[number], number>;

@Controller()
export class IsolationPointsController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly points: IsolationPoints,
    private readonly store: IsolationPointStore,
    @Inject(Database) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(listIsolationPoints.path)
  async list(@Actor() actor: Actor, @Query() asked: unknown) {
    const { kind } = parse(listIsolationPoints.query, asked);
    // A room is whoever's holds it; a sharer has no room of their own.
    const points = await this.database.query<Counts & { districtCode: string }>(
      `select p.point_id as "pointId", p.kind, p.name, p.district_code as "districtCode", p.site_code as "siteCode",
              n.*, n.rooms - n.reserved - n.occupied - n.disinfecting as free,
              i.is_passed as "isPassed", to_char(i.inspected_on, 'YYYY-MM-DD') as "inspectedOn",
              i.inspected_by as "inspectedBy"
         from isolation_points p
         cross join lateral (
           select count(*)::int as rooms,
                  (count(*) filter (where s.state = 'reserved'))::int as reserved,
                  (count(*) filter (where s.state = 'occupied'))::int as occupied,
                  (count(*) filter (where s.state = 'disinfecting'))::int as disinfecting
             from rooms r left join room_stays s
               on s.room_id = r.room_id and s.state <> 'over' and s.shares_with is null
            where r.point_id = p.point_id) as n
         left join lateral (
           select * from point_inspections i where i.point_id = p.point_id
            order by i.recorded_at desc, i.inspection_id desc limit 1) as i on true
        where ($1::text is null or p.district_code = $1) and ($2::text is null or p.kind = $2)
        order by p.district_code, p.name limit 2000`,
      [boundTo(actor, listIsolationPoints).district ?? null, kind ?? null],
    );
    return { points, districts: sums(points), asOf: this.clock.now().toISOString() };
  }

  @Post(registerPoint.path)
  register(@Actor() actor: Actor, @IdempotencyKey() key: string, @Body() body: unknown) {
    const point = parse(registerPoint.request, body);
    return this.idempotency.run(key, 'register-point', body, (tx) =>
      this.points.register(tx, point, { actor, commandId: key, route: registerPoint }),
    );
  }

  @Post(inspectPoint.path)
  inspect(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('pointId') id: string, @Body() body: unknown) {
    const asked = { pointId: parse(uuid, id), ...parse(inspectPoint.request, body) };
    return this.idempotency.run(key, `inspect-point/${asked.pointId}`, body, (tx) =>
      this.points.inspect(tx, asked, { actor, commandId: key, route: inspectPoint }),
    );
  }

  @Get(listRooms.path)
  async rooms(@Actor() actor: Actor, @Param('pointId') id: string) {
    const pointId = parse(uuid, id);
    return this.database.transaction(async (tx) => {
      await this.store.see(tx, pointId, { actor, route: listRooms });
      const rooms = await tx.query(
        `select r.room_id as "roomId", r.label, coalesce(s.stays, '[]') as stays
           from rooms r left join lateral (${staysSql} where s.room_id = r.room_id and s.state <> 'over') as s on true
          where r.point_id = $1 order by length(r.label), r.label`,
        [pointId],
      );
      return { rooms, asOf: tx.recordedAt.toISOString() };
    });
  }
}

function sums(points: readonly (Counts & { districtCode: string })[]): (Counts & { districtCode: string })[] {
  const byDistrict = new Map<string, Counts & { districtCode: string }>();
  for (const point of points) {
    const none = { districtCode: point.districtCode, rooms: 0, free: 0, reserved: 0, occupied: 0, disinfecting: 0 };
    const sum = { ...(byDistrict.get(point.districtCode) ?? none) };
    for (const name of counts) sum[name] += point[name];
    byDistrict.set(point.districtCode, sum);
  }
  return [...byDistrict.values()];
}
