import { insertRows, updateRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { AlertNotices } from './alert-notices.js';
import { callColumns, callRows, ownerColumns, ownerRow } from './call-rows.js';
import type { MadeCalls } from './call-rows.js';
import type { DutyTime } from './roster.decider.js';

/** Calls that one alert makes in one moment, in order. */
export interface AlertCalls extends MadeCalls {
  readonly escalationId: string;
}

const alertCallColumns = { escalation_id: 'uuid', ...callColumns };

/** The only writer of calls, and of who owns an alert that nobody has taken. */
@Injectable()
export class CallStore {
  constructor(private readonly notices: AlertNotices) {}

  /** Out: every duty that runs at this moment; as many as a city has districts and roles. */
  async running(tx: Tx): Promise<DutyTime[]> {
    return tx.query<DutyTime>(
      `select duty_id as "dutyId", role, district_code as "districtCode", place_code as "placeCode", person, starts_at as "startsAt",
              least(ends_at, ended_at) as "endsAt"
         from duties where starts_at <= $1 and ends_at > $1 and (ended_at is null or ended_at > $1)`,
      [tx.recordedAt],
    );
  }

  /** Writes the calls, says who owns each alert now, and rings on the screens of those who are called. */
  async keep(tx: Tx, alerts: readonly AlertCalls[]): Promise<void> {
    if (alerts.length === 0) return;
    const known = await tx.query<{ id: string; calls: number }>(
      'select escalation_id as id, count(*)::int as calls from calls where escalation_id = any($1::uuid[]) group by 1',
      [alerts.map(({ escalationId }) => escalationId)],
    );
    const made = new Map(known.map(({ id, calls }) => [id, calls]));
    const rows = alerts.flatMap(({ escalationId, ...calls }) =>
      callRows(calls, made.get(escalationId) ?? 0, tx.recordedAt).map((row) => ({
        escalation_id: escalationId,
        ...row,
      })),
    );
    await insertRows(tx, 'calls', alertCallColumns, rows);
    await this.notices.request(
      tx,
      rows.map(({ escalation_id: escalationId, call, role, person = null, reason }) => {
        return { escalationId, call, role, person, reason };
      }),
    );
    const owners = alerts.map(({ escalationId, calls }) => {
      return { escalation_id: escalationId, ...ownerRow(calls, undefined, tx.recordedAt) };
    });
    await updateRows(tx, 'escalations', { escalation_id: 'uuid' }, ownerColumns, owners);
  }
}
