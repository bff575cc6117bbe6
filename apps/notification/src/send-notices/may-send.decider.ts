import type { RestsOn } from '../notice/notice.js';

/** What is known at the moment of sending. */
export interface Known {
  readonly restsOn: RestsOn | null;
  /** States in which the notice is still true; empty for one that rests on nothing. */
  readonly trueWhile: readonly string[];
  /** How it stands by what was told; null while nothing was. */
  readonly standing: { readonly state: string; readonly sequence: number } | null;
  /** The result that it lets somebody conclude, and the version that was released last. */
  readonly result: {
    readonly version: number;
    readonly releasedVersion: number | null;
    readonly status: string | null;
  } | null;
  readonly until: Date | null;
  /** Why nobody needs the call any more, a code; null while somebody does, and for what is no call. */
  readonly callOver: string | null;
}

export type Verdict = 'go' | 'wait' | 'overtaken';

/**
 * The law of sending (invariant i24, reliability R28). Nobody is told of a result before a second person released that
 * very version; a version that was replaced or cancelled since is told to nobody. A notice about a case, a measure or an
 * order goes out only while that stands as it says: what was not heard of yet is waited for, what has gone on overtakes
 * the notice. A call goes out while somebody is needed: what was taken, or is over, rings for nobody. What is past its
 * time is not sent either.
 */
export function maySend({ restsOn, trueWhile, standing, result, until, callOver }: Known, now: Date): Verdict {
  if (callOver !== null) return 'overtaken';
  if (until !== null && now >= until) return 'overtaken';
  if (restsOn !== null) {
    if (standing === null || standing.sequence < restsOn.sequence) return 'wait';
    if (!trueWhile.includes(standing.state)) return 'overtaken';
  }
  return result === null ? 'go' : byRelease(result);
}

function byRelease(result: NonNullable<Known['result']>): Verdict {
  if (result.releasedVersion === null || result.releasedVersion < result.version) return 'wait';
  return result.releasedVersion === result.version && result.status !== 'cancelled' ? 'go' : 'overtaken';
}

// The first repeat after two seconds, then twice as long each time: a minute in all (limits.noticeAttempts).
const firstPauseSeconds = 2;

/** In: how many tries were made. Out: seconds until the next. */
export const pauseSeconds = (attempts: number): number => firstPauseSeconds * 2 ** Math.max(0, attempts - 1);
