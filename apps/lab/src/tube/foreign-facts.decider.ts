import { settle } from './settle.decider.js';
import type { HandedFacts, SealedFacts } from './tube.js';
import type { Turn } from './turn.js';

/** Batching told who is in the tube. It is told once; a repeat changes nothing. */
export function learnSealing(turn: Turn, sealed: SealedFacts): void {
  if (turn.tube.sealed === undefined) turn.change({ sealed });
  settle(turn);
}

/**
 * Batching told that the tube left the site for a laboratory. A box may change hands again on its way, also to another
 * laboratory: the later link of the chain counts, until the tube is at a bench here and the chain goes on from there.
 */
export function learnHandOver(turn: Turn, handed: HandedFacts): void {
  const known = turn.tube.handed;
  const isNews = known === undefined || (turn.tube.state === 'expected' && handed.custodySeq > known.custodySeq);
  if (isNews) turn.change({ handed, custody: undefined });
  settle(turn);
}
