import type { LabTubeState } from '../tube/tube.js';
import type { RejectionReason } from '@lib/vocabulary';

/** One count of a box, as the person at the dock typed it. */
export interface Count {
  readonly received: readonly string[];
  readonly rejected: readonly { readonly tubeId: string; readonly reason: RejectionReason }[];
}

/** What a count says once it is compared with the manifest. */
export interface Arrival {
  /** Tubes of the manifest; null while the hand-over of the box is not known here. */
  readonly expected: number | null;
  readonly received: string[];
  readonly rejected: { tubeId: string; reason: RejectionReason }[];
  readonly missing: string[];
  readonly unexpected: string[];
}

/**
 * Compares a count with the manifest. A tube that nobody had announced for this box is named as unexpected, and counts as
 * received all the same when it was handed to this laboratory in another box. Missing is what the manifest names and
 * nobody has seen in any count, rejected or declared lost. Without a manifest the count stands as it is and is compared
 * when the hand-over comes.
 */
export function compareCount(
  count: Count,
  manifest: readonly string[] | undefined,
  stateOf: (tubeId: string) => LabTubeState | undefined,
): Arrival {
  const rejected = count.rejected.map(({ tubeId, reason }) => ({ tubeId, reason }));
  if (manifest === undefined) {
    return { expected: null, received: [...count.received], rejected, missing: [], unexpected: [] };
  }
  const announced = new Set(manifest);
  const counted = [...count.received, ...rejected.map(({ tubeId }) => tubeId)];
  const isHere = (tubeId: string): boolean => stateOf(tubeId) === 'received' || stateOf(tubeId) === 'resulted';
  return {
    expected: manifest.length,
    received: count.received.filter(isHere),
    rejected: rejected.filter(({ tubeId }) => stateOf(tubeId) === 'rejected'),
    missing: manifest.filter((tubeId) => stateOf(tubeId) === 'expected'),
    unexpected: counted.filter((tubeId) => !announced.has(tubeId)),
  };
}
