import { Refusal } from '@lib/contracts/refusals';
import type { BoardColumn } from '@lib/vocabulary';

/** The act behind a move. */
export type MoveStep = 'take-alert' | 'take-in-hand' | 'reach' | 'keep';

const byHand: Partial<Readonly<Record<`${BoardColumn}>${BoardColumn}`, MoveStep>>> = {
  'screened>listed': 'take-alert',
  'listed>contact': 'take-in-hand',
  'listed>held': 'reach',
  'contact>held': 'reach',
  'held>recollection': 'keep',
};

const byForm: readonly BoardColumn[] = ['transfer', 'admitted', 'ended'];

/**
 * The law of moves: each is one act, the next one. In: where the card stands, and where it is asked to. Throws
 * MOVE_FOLLOWS_A_FACT for the column that only a sealed tube leads to, MOVE_HAS_ITS_OWN_FORM where vehicle, room or
 * decision must be named, MOVE_NOT_NEXT for any other way.
 */
export function stepTo(from: BoardColumn, to: BoardColumn): MoveStep {
  const step = byHand[`${from}>${to}`];
  if (step !== undefined) return step;
  if (to === 'review') throw new Refusal('MOVE_FOLLOWS_A_FACT', { from, to });
  if (byForm.includes(to)) throw new Refusal('MOVE_HAS_ITS_OWN_FORM', { from, to });
  throw new Refusal('MOVE_NOT_NEXT', { from, to });
}
