import type { CallOutcome } from '@lib/vocabulary';

/** What follows from a call. */
export interface FollowUp {
  /** The person was spoken to: nobody needs to reach them any more. */
  readonly isReached: boolean;
  /** Who is sent. */
  readonly opens: 'door-knock' | 'urgent-need' | null;
}

/**
 * The law of calls: whoever was spoken to is reached, whatever they said; whoever declines is visited and told in person;
 * a need is seen to at once; a wrong number, or as many calls in vain as the policy allows, sends somebody to the door.
 * In: the outcome, how many calls before it reached nobody, and the policy's most.
 */
export function followUpOf(outcome: CallOutcome, unreachedBefore: number, unreachedMax: number): FollowUp {
  switch (outcome) {
    case 'reached':
      return { isReached: true, opens: null };
    case 'declines':
      return { isReached: true, opens: 'door-knock' };
    case 'urgent-need':
      return { isReached: true, opens: 'urgent-need' };
    case 'wrong-number':
      return { isReached: false, opens: 'door-knock' };
    case 'no-answer':
    case 'switched-off':
      return { isReached: false, opens: unreachedBefore + 1 >= unreachedMax ? 'door-knock' : null };
  }
}
