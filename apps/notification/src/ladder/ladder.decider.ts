import type { Role } from '@lib/vocabulary';

/**
 * The law of the ladder: an alert that nobody takes climbs, and each rung names who is due next. Silence is counted
 * from the opening of the escalation by the database's clock; every limit is divided by the campaign's time scale and
 * never switched off. The ladder stops when somebody takes the alert, when it is withdrawn, or at its last rung.
 */
export interface LadderPolicy {
  /** Seconds of silence, from the opening, before each rung. */
  readonly ladderSeconds: readonly number[];
  /** 1 in earnest; a drill runs this many times faster. */
  readonly timeScale: number;
}

/** Who is due at each rung of an alert; the last one stays due for all rungs above. */
export const alertRoles = [
  'cdc-duty',
  'isolation-officer',
  'district-liaison',
  'command-centre',
] as const satisfies Role[];

/** In: the opening and the rung that stands. Out: when the next one is climbed, or null at the top. */
export function nextRungAt(openedAt: Date, rung: number, policy: LadderPolicy): Date | null {
  const seconds = policy.ladderSeconds[rung];
  if (seconds === undefined) return null;
  return new Date(openedAt.getTime() + (seconds * 1000) / policy.timeScale);
}
