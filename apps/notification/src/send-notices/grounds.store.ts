import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { EndedReason } from '../dispatch/dispatch-rows.js';

/** How the things stand that a notice rests on. */
export interface Ground {
  readonly standingState: string | null;
  readonly standingSequence: number | null;
  readonly releasedVersion: number | null;
  readonly releasedStatus: string | null;
  /** Why nobody needs the call any more; null while somebody does, and for a notice that is no call. */
  readonly callOver: EndedReason | 'taken' | null;
}

interface Refs {
  readonly restsOnKind: string | null;
  readonly restsOnId: string | null;
  readonly resultTubeId: string | null;
  readonly calledFor: 'dispatch' | 'escalation' | null;
  readonly causeId: string;
}

// Which things these are never changes, so they are found before anything is locked.
const refsSql = `
  select rests_on_kind as "restsOnKind", rests_on_id as "restsOnId", result_tube_id as "resultTubeId",
         case when to_role is not null and cause_kind in ('dispatch', 'escalation') then cause_kind end as "calledFor",
         cause_id as "causeId"
    from notices where notice_id = $1`;

const standingSql = `select state as "standingState", sequence as "standingSequence"
  from notice_standings where kind = $1 and id = $2`;

const releasedSql = `select result_version as "releasedVersion", status as "releasedStatus"
  from released_results where tube_id = $1`;

const callSql = {
  dispatch: `select case when ended_at is not null then ended_reason when taken_at is not null then 'taken' end
    as "callOver" from dispatches where dispatch_id = $1`,
  escalation: `select case when revoked_at is not null then 'detection-withdrawn' when taken_at is not null then 'taken' end
    as "callOver" from escalations where escalation_id = $1`,
};

const nothing: Ground = {
  ...{ standingState: null, standingSequence: null, releasedVersion: null, releasedStatus: null, callOver: null },
};

/** Reads what a notice rests on: a case, a measure or an order, a released result, a call that somebody may have taken. */
@Injectable()
export class Grounds {
  /** Out: how it stands; it stays so until the transaction ends. */
  hold(tx: Tx, noticeId: string): Promise<Ground> {
    return this.#read(tx, noticeId, ' for share');
  }

  /** Out: how it stands at this moment; it may be another the next. */
  look(query: Pick<Tx, 'query'>, noticeId: string): Promise<Ground> {
    return this.#read(query, noticeId, '');
  }

  async #read(query: Pick<Tx, 'query'>, noticeId: string, lock: string): Promise<Ground> {
    const [refs] = await query.query<Refs>(refsSql, [noticeId]);
    if (refs === undefined) return nothing;
    const { restsOnKind, restsOnId, resultTubeId, calledFor, causeId } = refs;
    const read = (sql: string, values: unknown[]) => query.query<Partial<Ground>>(sql + lock, values);
    const [standing] = restsOnId === null ? [] : await read(standingSql, [restsOnKind, restsOnId]);
    const [released] = resultTubeId === null ? [] : await read(releasedSql, [resultTubeId]);
    const [call] = calledFor === null ? [] : await read(callSql[calledFor], [causeId]);
    return { ...nothing, ...standing, ...released, ...call };
  }
}
