import { Refusal } from '@lib/contracts/refusals';

/**
 * A campaign is closed by two people, when no round is open, nobody waits to be sampled again, and nobody is kept by a
 * measure: whoever is kept must be reachable. A proposal is good for a day: whoever confirms should know the same facts as whoever proposed.
 */
export interface Proposal {
  readonly proposedBy: string;
  readonly proposedAt: Date;
  readonly confirmedAt: Date | null;
}

export interface Unfinished {
  readonly openRounds: number;
  readonly openOrders: number;
  /** Measures that are not over, those yet to begin included; none in a drill, where nobody is really kept. */
  readonly measures: number;
}

export const proposalHours = 24;

export const lapsesAt = (proposedAt: Date): Date => new Date(proposedAt.getTime() + proposalHours * 3_600_000);

/** Throws CAMPAIGN_ROUNDS_OPEN, CAMPAIGN_PEOPLE_UNANSWERED, CAMPAIGN_PEOPLE_KEPT. */
export function mustBeFinished(campaignId: string, { openRounds, openOrders, measures }: Unfinished): void {
  if (openRounds > 0) throw new Refusal('CAMPAIGN_ROUNDS_OPEN', { campaignId, openRounds });
  if (openOrders > 0) throw new Refusal('CAMPAIGN_PEOPLE_UNANSWERED', { campaignId, openOrders });
  if (measures > 0) throw new Refusal('CAMPAIGN_PEOPLE_KEPT', { campaignId, measures });
}

/** Throws CLOSING_NOT_PROPOSED, CLOSING_NEEDS_SECOND_PERSON. */
export function mustBeSecondPerson(proposal: Proposal | undefined, confirmedBy: string, at: Date): void {
  if (proposal === undefined || at > lapsesAt(proposal.proposedAt)) throw new Refusal('CLOSING_NOT_PROPOSED');
  if (proposal.proposedBy === confirmedBy) throw new Refusal('CLOSING_NEEDS_SECOND_PERSON');
}
