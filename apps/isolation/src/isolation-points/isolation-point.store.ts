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
    return this.#find(tx, pointId, caller, 'for update of p');
  }

  /** Throws POINT_UNKNOWN. */
  see(tx: Tx, pointId: string, caller: Caller): Promise<Point> {
    return this.#find(tx, pointId, caller, '');
  }

  /** Where somebody of a district may be brought: any hospital, and the district's own isolation points. Locked. */
  async destination(tx: Tx, pointId: string, districtCode: string): Promise<Point | undefined> {
    const found = await this.#read(tx, pointId, 'for update of p');
    const isNear = found?.kind === 'isolation-point' && found.districtCode === districtCode;
    return found?.kind === 'hospital' || isNear ? found : undefined;
  }

  /** The waiting rooms of a site. Locked. */
  async ofSite(tx: Tx, pointId: string, siteCode: string): Promise<Point | undefined> {
    const found = await this.#read(tx, pointId, 'for update of p');
    return found?.kind === 'waiting-rooms' && found.siteCode === siteCode ? found : undefined;
  }

  async #find(tx: Tx, pointId: string, { actor, route }: Caller, lock: string): Promise<Point> {
    const found = await this.#read(tx, pointId, lock);
    const site = found?.siteCode ?? undefined;
    const owner = found && { district: found.districtCode, ...(site === undefined ? {} : { site }) };
    requireOwn(actor, route, owner, { pointId });
    if (found === undefined) throw new Error('a point without a record belongs to nobody');
    return found;
  }

  async #read(tx: Tx, pointId: string, lock: string): Promise<Point | undefined> {
    const [found] = await tx.query<Point>(
      `select point_id as "pointId", kind, district_code as "districtCode", site_code as "siteCode",
              registered_by as "registeredBy",
              coalesce((select i.is_passed from point_inspections i where i.point_id = p.point_id
                         order by i.recorded_at desc, i.inspection_id desc limit 1), false) as "isPassed"
         from isolation_points p where point_id = $1 ${lock}`,
      [pointId],
    );
    return found;
  }
}
