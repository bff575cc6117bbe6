import { custodyHash, custodyRoot } from '@lib/vocabulary';
import type { CustodyEntry, HashOfText, TubeState } from '@lib/vocabulary';
import type { Act, CustodyHead } from './tube.js';

/** A link of a tube's custody chain together with its hash, as it is stored. */
export interface CustodyLink {
  readonly entry: CustodyEntry;
  readonly hash: string;
}

/** What is added to the chain, besides who, when and by which device. */
export interface CustodyStep {
  readonly tubeId: string;
  readonly step: TubeState;
  readonly place: string;
  readonly reason?: string | null;
  readonly detail?: CustodyEntry['detail'] | undefined;
}

/** In: the newest link (none before the first) and what happened. Out: the next link, whose hash covers all before it. */
export function nextLink(hash: HashOfText, head: CustodyHead | undefined, step: CustodyStep, act: Act): CustodyLink {
  const entry: CustodyEntry = {
    tubeId: step.tubeId,
    seq: (head?.seq ?? 0) + 1,
    step: step.step,
    actor: act.actor,
    deviceId: act.deviceId,
    place: step.place,
    reason: step.reason ?? null,
    capturedAt: act.capturedAt?.toISOString() ?? null,
    recordedAt: act.recordedAt.toISOString(),
    detail: step.detail ?? {},
  };
  return { entry, hash: custodyHash(hash, head?.hash ?? custodyRoot, entry) };
}

/** The chain's head after a link. */
export const headOf = ({ entry, hash }: CustodyLink): CustodyHead => ({ seq: entry.seq, hash });
