import type { Role } from '@lib/vocabulary';
import { nextRungAt } from './ladder.decider.js';
import type { LadderPolicy } from './ladder.decider.js';
import { callFrom } from './roster.decider.js';
import type { Beat, Call, DutyTime } from './roster.decider.js';

/** What a climb is reckoned with. */
export interface Ground {
  readonly openedAt: Date;
  readonly beat: Beat;
  readonly policy: LadderPolicy;
  readonly duties: readonly DutyTime[];
  readonly now: Date;
}

export interface ReachedRung {
  readonly rung: number;
  readonly roleDue: Role;
  readonly dueAt: Date;
  readonly reason: 'opened' | 'nobody-took-it' | 'nobody-on-duty' | 'duty-ended';
}

/** Where an alert stands after a climb, which rungs it passed, and whom it called on the way. */
export interface Climb {
  readonly rung: number;
  readonly nextRungAt: Date | null;
  readonly reached: readonly ReachedRung[];
  readonly calls: readonly Call[];
}

/** Steps on a rung and calls; a rung on whose duty nobody is hands on to the next one at once. */
export function stepOn(rung: number, dueAt: Date, reason: ReachedRung['reason'], ground: Ground): Climb {
  const calls = callFrom(rung, ground.beat, ground.now, ground.duties);
  const reached = calls.map((call, index): ReachedRung => {
    return { rung: call.rung, roleDue: call.role, dueAt, reason: index === 0 ? reason : 'nobody-on-duty' };
  });
  const top = calls.at(-1)?.rung ?? rung;
  return { rung: top, nextRungAt: nextRungAt(ground.openedAt, top, ground.policy), reached, calls };
}

/**
 * Climbs every rung whose silence is over. A process that was away finds several due at once: each is kept with the
 * moment at which it was due.
 */
export function climbOn(stand: Pick<Climb, 'rung' | 'nextRungAt'>, ground: Ground): Climb {
  let climb: Climb = { ...stand, reached: [], calls: [] };
  while (climb.nextRungAt !== null && climb.nextRungAt <= ground.now) {
    const step = stepOn(climb.rung + 1, climb.nextRungAt, 'nobody-took-it', ground);
    climb = { ...step, reached: [...climb.reached, ...step.reached], calls: [...climb.calls, ...step.calls] };
  }
  return climb;
}
