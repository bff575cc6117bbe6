import { insertRows, updateRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { AlertNotices } from './alert-notices.js';
import type { Call, DutyTime } from './roster.decider.js';

/** Calls that one alert makes in one moment, in order. */
export interface AlertCalls {
  readonly escalationId: string;
  readonly calls: readonly Call[];
  readonly reason: 'opened' | 'nobody-took-it' | 'duty-ended' | 'came-on-duty';
  readonly policyVersion: number;
}

const callColumns = {
  escalation_id: 'uuid',
  call: 'int',
  rung: 'int',
  role: 'text',
  person: 'text',
  duty_id: 'uuid',
  reason: 'text',
  called_at: 'timestamptz',
  policy_version: 'int',
};
const ownerColumns = { owner_role: 'text', owner_person: 'text', owner_duty_id: 'uuid', owner_since: 'timestamptz' };

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
    const rows = alerts.flatMap(({ escalationId, calls, reason, policyVersion }) =>
      calls.map(({ rung, role, duty }, index) => ({
        escalation_id: escalationId,
        call: (made.get(escalationId) ?? 0) + index + 1,
        rung,
        role,
        person: duty?.person,
        duty_id: duty?.dutyId,
        reason: duty === null ? 'nobody-on-duty' : reason,
        called_at: tx.recordedAt,
        policy_version: policyVersion,
      })),
    );
    await insertRows(tx, 'calls', callColumns, rows);
    await this.notices.request(
      tx,
      rows.map(({ escalation_id: escalationId, call, role, person = null, reason }) => {
        return { escalationId, call, role, person, reason };
      }),
    );
    const owners = alerts.map(({ escalationId, calls }) => ownerRow(escalationId, calls.at(-1), tx.recordedAt));
    await updateRows(tx, 'escalations', { escalation_id: 'uuid' }, ownerColumns, owners);
  }
}

const ownerRow = (escalationId: string, last: Call | undefined, since: Date) => ({
  escalation_id: escalationId,
  owner_role: last?.role,
  owner_person: last?.duty?.person,
  owner_duty_id: last?.duty?.dutyId,
  owner_since: since,
});
