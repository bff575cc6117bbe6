import type { RouteContract } from '@lib/contracts/route';
import { requireOwn } from '@lib/platform';
import type { Actor, Tx } from '@lib/platform';
import type { PointKind } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';

export interface Point {
  readonly pointId: string;
  readonly kind: PointKind;
  readonly districtCode: string;
  readonly siteCode: string | null;
  readonly registeredBy: string;
  /** Of the newest check list; false where there is none. */
  readonly isPassed: boolean;
}

interface Caller {
  readonly actor: Actor;
  readonly route: RouteContract;
}

/** Reads one isolation point, for whoever may see it. */
@Injectable()
export class IsolationPointStore {
  /** Locks the point, so that two bookings of it come one after the other. Throws POINT_UNKNOWN. */
  lock(tx: Tx, pointId: string, caller: Caller): Promise<Point> {
    return this.#find(tx, pointId, caller, true);
  }

  /** Throws POINT_UNKNOWN. */
  see(tx: Tx, pointId: string, caller: Caller): Promise<Point> {
    return this.#find(tx, pointId, caller, false);
  }

  /** Where somebody of a district may be brought: any hospital, and the district's own isolation points. Locked. */
  async destination(tx: Tx, pointId: string, districtCode: string): Promise<Point | undefined> {
    const found = await this.#read(tx, pointId, true);
    const isNear = found?.kind === 'isolation-point' && found.districtCode === districtCode;
    return found?.kind === 'hospital' || isNear ? found : undefined;
  }

  /** The waiting rooms of a site. Locked. */
  async ofSite(tx: Tx, pointId: string, siteCode: string): Promise<Point | undefined> {
    const found = await this.#read(tx, pointId, true);
    return found?.kind === 'waiting-rooms' && found.siteCode === siteCode ? found : undefined;
  }

  async #find(tx: Tx, pointId: string, { actor, route }: Caller, isLocking: boolean): Promise<Point> {
    const found = await this.#read(tx, pointId, isLocking);
    const site = found?.siteCode ?? undefined;
    const owner = found && { district: found.districtCode, ...(site === undefined ? {} : { site }) };
    requireOwn(actor, route, owner, { pointId });
    if (found === undefined) throw new Error('a point without a record belongs to nobody');
    return found;
  }

  async #read(tx: Tx, pointId: string, isLocking: boolean): Promise<Point | undefined> {
    // Two statements: whoever waited for the lock must not read the check list as it was before they waited.
    if (isLocking) await tx.query('select 1 from isolation_points where point_id = $1 for update', [pointId]);
    const [found] = await tx.query<Point>(
      `select point_id as "pointId", kind, district_code as "districtCode", site_code as "siteCode",
              registered_by as "registeredBy",
              coalesce((select i.is_passed from point_inspections i where i.point_id = p.point_id
                         order by i.recorded_at desc, i.inspection_id desc limit 1), false) as "isPassed"
         from isolation_points p where point_id = $1`,
      [pointId],
    );
    return found;
  }
}
