import { Refusal } from '@lib/contracts/refusals';

/**
 * A campaign holds rounds; a round is a number of its campaign, takes specimens from one instant to another, and is
 * closed once, by a person. Nothing is opened twice under one id or one number.
 */
export interface RoundState {
  readonly roundId: string;
  readonly campaignId: string;
  readonly number: number;
  readonly opensAt: Date;
  readonly closesAt: Date;
  readonly closedAt: Date | null;
}

export interface RoundPlan {
  readonly roundId: string;
  readonly number: number;
  readonly opensAt: Date;
  readonly closesAt: Date;
}

/** Throws ROUND_EXISTS when the campaign has a round of that number, or any campaign one of that id. */
export function openRound(campaignId: string, plan: RoundPlan, sameIdOrNumber: readonly RoundState[]): RoundState {
  if (sameIdOrNumber.length > 0) throw new Refusal('ROUND_EXISTS', { roundId: plan.roundId, number: plan.number });
  return { ...plan, campaignId, closedAt: null };
}

/** Throws ROUND_UNKNOWN, or ROUND_CLOSED when somebody closed it before. */
export function closeRound(round: RoundState | undefined, at: Date): RoundState {
  if (round === undefined) throw new Refusal('ROUND_UNKNOWN');
  if (round.closedAt !== null) throw new Refusal('ROUND_CLOSED', { roundId: round.roundId });
  return { ...round, closedAt: at };
}
