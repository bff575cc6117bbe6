import type { TaskKindName } from '../tasks/task-kinds.js';

export type SettledDecision = 'first-stands' | 'second-stands' | 'draw-again';

/** What the house owes once somebody decided on two results of one specimen. */
export interface OwedAfter {
  /** Whether whoever is in the tube is asked for another swab. */
  readonly draws: boolean;
  /** The task that somebody has until the first result is known to stand, or is corrected. */
  readonly task: Extract<TaskKindName, 'weigh-redraw' | 'correct-result'> | null;
}

const nothing: OwedAfter = { draws: false, task: null };
const owed: Readonly<Record<SettledDecision, OwedAfter>> = {
  'first-stands': nothing,
  'second-stands': { draws: false, task: 'correct-result' },
  'draw-again': { draws: true, task: 'weigh-redraw' },
};

/**
 * The law of what follows a decision. No decision moves a case: a result is corrected by its own laboratory alone, and the
 * case goes by the facts. Of a result that its laboratory has taken back meanwhile nothing is owed any more.
 */
export const owedAfter = (decision: SettledDecision, doesResultStand: boolean): OwedAfter =>
  doesResultStand ? owed[decision] : nothing;
