import type { Role } from '@lib/vocabulary';
import { alertRoles } from './ladder.decider.js';

/** Somebody's time in a role: from `startsAt` up to, and without, `endsAt`. */
export interface DutyTime {
  readonly dutyId: string;
  readonly role: Role;
  /** Null for the command centre, which answers for the whole city. */
  readonly districtCode: string | null;
  /** A part of the district, a division or a site; null for the whole of it. */
  readonly placeCode?: string | null;
  readonly person: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** Whom silence climbs to, from the first rung, and where they have to be on duty. */
export interface Beat {
  readonly roles: readonly Role[];
  readonly districtCode: string;
  /** What the first rungs answer for, where it is less than the district: a division, a site. */
  readonly placeCode?: string | null;
}

/** One call on one rung; without a duty nobody was there to be called. */
export interface Call {
  readonly rung: number;
  readonly role: Role;
  readonly duty: DutyTime | null;
}

/** The beat of an alert itself: the district of its site, on the rungs that every alert has. */
export const alertBeat = (districtCode: string): Beat => ({ roles: alertRoles, districtCode });

/** In: a rung, 0 at the opening. Out: the role that is due; the last one stays due for all rungs above. */
export function roleOn({ roles }: Beat, rung: number): Role {
  return roles[Math.min(rung, roles.length - 1)] ?? 'command-centre';
}

/**
 * Who is on duty. Of several the one with the closest place, and of these the one who came last: they have just taken
 * the shift over, and one alert has one owner.
 */
export function onDuty(duties: readonly DutyTime[], role: Role, beat: Beat, at: Date): DutyTime | undefined {
  return duties
    .filter((duty) => duty.role === role && (duty.districtCode === null || duty.districtCode === beat.districtCode))
    .filter((duty) => duty.startsAt <= at && at < duty.endsAt)
    .filter(({ placeCode = null }) => placeCode === null || (beat.placeCode ?? '').startsWith(placeCode))
    .toSorted(
      (a, b) =>
        (b.placeCode ?? '').length - (a.placeCode ?? '').length ||
        b.startsAt.getTime() - a.startsAt.getTime() ||
        (a.dutyId < b.dutyId ? -1 : 1),
    )[0];
}

/**
 * The law of calling: the rung calls whoever is on its duty; where nobody is, the next rung is called at once, and the
 * gap is kept. Out: the calls in order; the last one names the owner, by role alone when even the top is empty.
 */
export function callFrom(rung: number, beat: Beat, at: Date, duties: readonly DutyTime[]): Call[] {
  const role = roleOn(beat, rung);
  const duty = onDuty(duties, role, beat, at) ?? null;
  const call = { rung, role, duty };
  const isTop = rung >= beat.roles.length - 1;
  return duty !== null || isTop ? [call] : [call, ...callFrom(rung + 1, beat, at, duties)];
}

/** Out: whom something of the house that failed for good pages: the district's liaison, else the command centre. */
export function callAboutFailure(districtCode: string | null, at: Date, duties: readonly DutyTime[]): Call {
  const city: Role[] = ['command-centre'];
  const roles: Role[] = districtCode === null ? city : ['district-liaison', ...city];
  const calls = callFrom(0, { roles, districtCode: districtCode ?? '' }, at, duties);
  return calls.at(-1) ?? { rung: 0, role: 'command-centre', duty: null };
}

/** In: the rung on which an alert stands without a person. Out: whoever has come on duty since, the lowest rung first. */
export function callLate(rung: number, beat: Beat, at: Date, duties: readonly DutyTime[]): Call | undefined {
  for (let lower = 0; lower <= rung; lower += 1) {
    const role = roleOn(beat, lower);
    const duty = onDuty(duties, role, beat, at);
    if (duty !== undefined) return { rung, role, duty };
  }
  return undefined;
}
