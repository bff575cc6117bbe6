import type { Role } from '@lib/vocabulary';
import { isTopRole, roleDueAt } from './ladder.decider.js';

/** Somebody's time in a role: from `startsAt` up to, and without, `endsAt`. */
export interface DutyTime {
  readonly dutyId: string;
  readonly role: Role;
  /** Null for the command centre, which answers for the whole city. */
  readonly districtCode: string | null;
  readonly person: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** One call on one rung; without a duty nobody was there to be called. */
export interface Call {
  readonly rung: number;
  readonly role: Role;
  readonly duty: DutyTime | null;
}

/**
 * Who is on duty. Of several the one who came last: they have just taken the shift over, and one alert has one owner.
 */
export function onDuty(duties: readonly DutyTime[], role: Role, districtCode: string, at: Date): DutyTime | undefined {
  return duties
    .filter((duty) => duty.role === role && (duty.districtCode === null || duty.districtCode === districtCode))
    .filter((duty) => duty.startsAt <= at && at < duty.endsAt)
    .toSorted((a, b) => b.startsAt.getTime() - a.startsAt.getTime() || (a.dutyId < b.dutyId ? -1 : 1))[0];
}

/**
 * The law of calling: the rung calls whoever is on its duty; where nobody is, the next rung is called at once, and the
 * gap is kept. Out: the calls in order; the last one names the owner, by role alone when even the top is empty.
 */
export function callFrom(rung: number, districtCode: string, at: Date, duties: readonly DutyTime[]): Call[] {
  const role = roleDueAt(rung);
  const duty = onDuty(duties, role, districtCode, at) ?? null;
  const call = { rung, role, duty };
  return duty !== null || isTopRole(role) ? [call] : [call, ...callFrom(rung + 1, districtCode, at, duties)];
}

/** In: the rung on which an alert stands without a person. Out: whoever has come on duty since, the lowest rung first. */
export function callLate(rung: number, districtCode: string, at: Date, duties: readonly DutyTime[]): Call | undefined {
  for (let lower = 0; lower <= rung; lower += 1) {
    const role = roleDueAt(lower);
    const duty = onDuty(duties, role, districtCode, at);
    if (duty !== undefined) return { rung, role, duty };
  }
  return undefined;
}
