import type { Role } from '@lib/vocabulary';
import type { Call } from './roster.decider.js';

/** Columns of a call, beside the key of what it is about. */
export const callColumns = {
  call: 'int',
  rung: 'int',
  role: 'text',
  person: 'text',
  duty_id: 'uuid',
  reason: 'text',
  called_at: 'timestamptz',
  policy_version: 'int',
};

export type CallReason = 'opened' | 'nobody-took-it' | 'duty-ended' | 'came-on-duty' | 'job-failed';

/** Calls that one alert or dispatch makes in one moment, in order. */
export interface MadeCalls {
  readonly calls: readonly Call[];
  readonly reason: CallReason;
  readonly policyVersion: number;
}

/** In: calls, and how many were made before them. Out: their rows without the key; a rung without a duty is a gap. */
export const callRows = ({ calls, reason, policyVersion }: MadeCalls, madeBefore: number, at: Date) =>
  calls.map(({ rung, role, duty }, index) => ({
    call: madeBefore + index + 1,
    rung,
    role,
    person: duty?.person,
    duty_id: duty?.dutyId,
    reason: duty === null ? 'nobody-on-duty' : reason,
    called_at: at,
    policy_version: policyVersion,
  }));

export const ownerColumns = {
  owner_role: 'text',
  owner_person: 'text',
  owner_duty_id: 'uuid',
  owner_since: 'timestamptz',
};

/** In: the calls of a moment. Out: who owns what they are about: whoever was called last, by role alone in a gap. */
export const ownerRow = (calls: readonly Call[], roleDue: Role | undefined, since: Date) => {
  const last = calls.at(-1);
  return {
    owner_role: last?.role ?? roleDue,
    owner_person: last?.duty?.person,
    owner_duty_id: last?.duty?.dutyId,
    owner_since: since,
  };
};
