import type { inspectPoint, registerPoint } from '@lib/contracts/http/isolation/isolation-points';
import { Malformed, Refusal } from '@lib/contracts/refusals';
import { appendAudit, IDS, insertRows, requireOwn } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { districtOfSite } from '@lib/vocabulary';
import type { Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { Act } from '../measure-desk/measure-desk.store.js';
import { IsolationPointStore } from './isolation-point.store.js';

const pointColumns = {
  point_id: 'uuid',
  kind: 'text',
  name: 'text',
  district_code: 'text',
  site_code: 'text',
  registered_by: 'text',
  registered_at: 'timestamptz',
};
const roomColumns = { room_id: 'uuid', point_id: 'uuid', label: 'text' };

/** Isolation points with their rooms and check lists: the capacity that a district declares (orders 56, 57, 106). */
@Injectable()
export class IsolationPoints {
  constructor(
    private readonly points: IsolationPointStore,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  /** Throws POINT_EXISTS, NOT_FOUND for another district, `Malformed` for waiting rooms without their site. */
  async register(tx: Tx, point: z.output<typeof registerPoint.request>, { actor, route }: Act) {
    const { districtCode, kind, name, siteCode } = point;
    requireOwn(actor, route, { district: districtCode });
    const isOfSite = siteCode !== undefined && districtOfSite(siteCode) === districtCode;
    if ((kind === 'waiting-rooms') !== isOfSite || (siteCode !== undefined && !isOfSite)) {
      const message = 'waiting rooms name the site of this district that they belong to, other points name none';
      throw new Malformed([{ path: 'siteCode', code: 'SITE_OF_POINT', message }]);
    }
    const pointId = this.ids.uuid7();
    const row = {
      ...{ point_id: pointId, kind, name, district_code: districtCode, site_code: siteCode },
      ...{ registered_by: actor.id, registered_at: tx.recordedAt },
    };
    const kept = await insertRows(tx, 'isolation_points', pointColumns, [row], {
      onConflict: '(district_code, name) do nothing',
      returning: ['point_id'],
    });
    if (kept.length === 0) throw new Refusal('POINT_EXISTS', { name });
    const rooms = [...new Set(point.rooms)].map((label) => ({ roomId: this.ids.uuid7(), label }));
    await insertRows(
      tx,
      'rooms',
      roomColumns,
      rooms.map(({ roomId, label }) => ({ room_id: roomId, point_id: pointId, label })),
    );
    return { pointId, rooms };
  }

  /** Throws POINT_UNKNOWN, SECOND_SIGNATURE_NEEDED: nobody passes the point that they registered. */
  async inspect(tx: Tx, asked: z.output<typeof inspectPoint.request> & { pointId: string }, act: Act) {
    const point = await this.points.lock(tx, asked.pointId, act);
    if (point.registeredBy === act.actor.id) throw new Refusal('SECOND_SIGNATURE_NEEDED');
    const inspectionId = this.ids.uuid7();
    const [kept] = await tx.query<{ isPassed: boolean }>(
      `insert into point_inspections (inspection_id, point_id, zone_checks, inspected_on, inspected_by, recorded_at)
       values ($1, $2, $3, $4, $5, $6) returning is_passed as "isPassed"`,
      [inspectionId, asked.pointId, asked.zoneChecks, asked.inspectedOn, act.actor.id, tx.recordedAt],
    );
    const isPassed = kept?.isPassed ?? false;
    appendAudit(tx, {
      kind: 'point-inspected',
      object: { kind: 'isolation-point', id: asked.pointId },
      detail: { isPassed },
    });
    return { inspectionId, isPassed };
  }
}
