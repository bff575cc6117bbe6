import { Database } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { isUntoldSql } from '../dispatch/dispatch-rows.js';
import type { Bell } from '../dispatch/dispatch-rows.js';

/** A dispatch whose last call nobody has told yet. */
export interface UnansweredDispatch extends Bell {
  readonly openedAt: Date;
  /** Since its last attempt was rung for. */
  readonly silentSeconds: number;
  /** Since the call that it is about. */
  readonly waitingSeconds: number;
}

const bellSql = 'd.dispatch_id as "dispatchId", d.kind, d.district_code as "districtCode", d.epoch, d.attempt';

/** The only writer of attempts. Every write is a comparison: two replicas cannot both win one attempt. */
@Injectable()
export class DispatchBellStore {
  constructor(private readonly database: Database) {}

  /** Out: the next untold dispatches after `after`, oldest first. */
  async unanswered(after: UnansweredDispatch | undefined, limit: number): Promise<UnansweredDispatch[]> {
    return this.database.query<UnansweredDispatch>(
      `select ${bellSql}, d.opened_at as "openedAt",
              extract(epoch from clock_timestamp() - d.queued_at)::double precision as "silentSeconds",
              extract(epoch from clock_timestamp() - d.called_at)::double precision as "waitingSeconds"
         from dispatches d
        where ${isUntoldSql} and (d.opened_at, d.dispatch_id) > ($1, $2)
        order by d.opened_at, d.dispatch_id limit ${limit}`,
      [after?.openedAt ?? new Date(0), after?.dispatchId ?? '00000000-0000-0000-0000-000000000000'],
    );
  }

  /** Claims the next attempt of each, where nobody else has. Out: the bells that may now be rung. */
  async claim(bells: readonly Bell[]): Promise<Bell[]> {
    return this.database.query<Bell>(
      `update dispatches d set attempt = expected.attempt + 1, queued_at = clock_timestamp()
         from unnest($1::uuid[], $2::int[]) as expected(dispatch_id, attempt)
        where d.dispatch_id = expected.dispatch_id and d.attempt = expected.attempt
          and ${isUntoldSql}
        returning ${bellSql}`,
      [bells.map((bell) => bell.dispatchId), bells.map((bell) => bell.attempt)],
    );
  }
}
