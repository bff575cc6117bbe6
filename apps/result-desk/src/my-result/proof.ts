import type { Alarm } from './alarms.js';
import { holdingResult, policyAt } from './person-facts.js';
import type { PersonFacts, ReleasedResult, TubeFacts } from './person-facts.js';

export interface Proof {
  readonly state: 'valid' | 'ask' | 'expired' | 'none';
  readonly validFrom: Date | null;
  readonly validUntil: Date | null;
}

interface Candidate {
  readonly validFrom: Date;
  readonly validUntil: Date;
  /** True when a correction or withdrawal stands against it. */
  readonly isCorrected: boolean;
}

const hourMs = 3_600_000;
const wholeSecond = (at: Date): number => Math.floor(at.getTime() / 1_000) * 1_000;

/**
 * The proof that a gate looks at. It comes from a released result in which nothing was found, begins when policy says,
 * and ends at a printed instant, that whole second included, by the clock of the server. While an alarm stands it turns
 * grey: "ask" neither opens nor closes a gate. Hours of a proof are not divided by the time scale: a printed instant is
 * a promise to a person, not a limit of the machine.
 */
export function proofOf(facts: PersonFacts, alarms: readonly Alarm[], now: Date): Proof {
  const best = facts.tubes.flatMap((tube) => candidatesOf(tube, facts)).sort(better)[0];
  if (best === undefined) return { state: 'none', validFrom: null, validUntil: null };
  const { validFrom, validUntil } = best;
  if (wholeSecond(now) > validUntil.getTime()) return { state: 'expired', validFrom, validUntil };
  const isHeld = (facts.measures ?? []).some(({ startsAt, endsAt }) => startsAt <= now && now < endsAt);
  const isGrey = isHeld || best.isCorrected || alarms.some((alarm) => isGreying(alarm, now));
  return { state: isGrey ? 'ask' : 'valid', validFrom, validUntil };
}

function candidatesOf(tube: TubeFacts, facts: PersonFacts): Candidate[] {
  const holding = holdingResult(tube);
  return tube.results
    .filter(({ finding, status }) => finding === 'not-detected' && status !== 'cancelled')
    .flatMap((result) => candidateOf(result, result !== holding, facts) ?? []);
}

function candidateOf(result: ReleasedResult, isCorrected: boolean, facts: PersonFacts): Candidate | undefined {
  // The policy at release decides: a later change does not alter an instant that is printed already.
  const policy = policyAt(facts, result.releasedAt);
  if (policy === undefined) return undefined;
  const from = new Date(wholeSecond(result[policy.proofValidFrom === 'sampledAt' ? 'sampledAt' : 'releasedAt']));
  return { validFrom: from, validUntil: new Date(from.getTime() + policy.proofHours * hourMs), isCorrected };
}

// One that stands before one that was corrected, then the one that lasts longest.
const better = (a: Candidate, b: Candidate): number =>
  Number(a.isCorrected) - Number(b.isCorrected) ||
  b.validUntil.getTime() - a.validUntil.getTime() ||
  b.validFrom.getTime() - a.validFrom.getTime();

const isGreying = ({ spokenOfAt, greysAt }: Alarm, now: Date): boolean =>
  spokenOfAt !== null || (greysAt !== null && now >= greysAt);
