import { Refusal } from '@lib/contracts/refusals';
import { settle } from './settle.decider.js';
import type { BenchAct } from './tube.js';
import type { Turn } from './turn.js';

/**
 * What people at the bench do. An act on a tube whose hand-over is not known here is kept and applied when it comes; a
 * tube of another laboratory looks the same, so that nobody learns of it by trying.
 */
export function receiveTube(turn: Turn, act: BenchAct): void {
  turn.setAct(act);
  settle(turn);
}

/** Rejecting is the bench's last word: what has a result or was rejected before is refused. */
export function rejectTube(turn: Turn, act: BenchAct): void {
  const { tubeId, handed, state } = turn.tube;
  if (handed?.labCode === act.labCode) {
    if (state === 'resulted') throw new Refusal('TUBE_ALREADY_RESULTED', { tubeId });
    if (state === 'rejected') throw new Refusal('TUBE_REJECTED', { tubeId });
  }
  turn.setAct(act);
  settle(turn);
}

/** Only what was handed to this laboratory can be missed here. Declaring the same loss twice changes nothing. */
export function loseTube(turn: Turn, act: BenchAct): void {
  const { tubeId, handed, state } = turn.tube;
  if (handed?.labCode !== act.labCode) throw new Refusal('TUBE_UNKNOWN', { tubeId });
  if (state === 'resulted') throw new Refusal('TUBE_ALREADY_RESULTED', { tubeId });
  if (state === 'rejected') throw new Refusal('TUBE_REJECTED', { tubeId });
  if (state === 'lost') return;
  turn.setAct(act);
  settle(turn);
}
