import type { Decoded } from './envelope.js';
import type { EventHandler } from './received-event.js';

/**
 * Cuts a chunk into what each transaction may take. In: messages of a chunk, in order, and who handles which type. Out:
 * the same messages in the same order; one portion unless a handler weighs its events. An event that is heavier than a
 * whole portion stands alone.
 */
export function portionsOf(
  chunk: readonly Decoded[],
  handlersOf: (type: string) => readonly EventHandler[],
): Decoded[][] {
  const portions: Decoded[][] = [];
  let taken = Number.POSITIVE_INFINITY;
  for (const decoded of chunk) {
    const share = shareOf(decoded, handlersOf);
    if (taken + share > 1) {
      portions.push([]);
      taken = 0;
    }
    portions.at(-1)?.push(decoded);
    taken += share;
  }
  return portions;
}

// How much of a transaction one message takes: nothing worth counting where nobody weighs it.
function shareOf(decoded: Decoded, handlersOf: (type: string) => readonly EventHandler[]): number {
  if (decoded.kind !== 'event') return 0;
  const shares = handlersOf(decoded.event.type).map(({ portion }) =>
    portion === undefined ? 0 : portion.weigh(decoded.event) / portion.max,
  );
  return Math.max(0, ...shares);
}
