import { noticeKindOf } from '@lib/vocabulary';
import type { Known } from './may-send.decider.js';
import type { LockedSend } from './send.store.js';

/** What is looked at again before somebody is told, as it stands in a row. */
export type KnownRow = Pick<
  LockedSend,
  | 'kind'
  | 'restsOnKind'
  | 'restsOnId'
  | 'restsOnSequence'
  | 'standingState'
  | 'standingSequence'
  | 'resultVersion'
  | 'releasedVersion'
  | 'releasedStatus'
  | 'until'
  | 'callOver'
>;

/** In: the row of a notice. Out: what the law of sending asks. */
export function knownOf(send: KnownRow): Known {
  const { restsOnKind, restsOnId, restsOnSequence, standingState, standingSequence, resultVersion } = send;
  const kind = noticeKindOf(send.kind);
  const trueWhile = kind.trueWhile ?? [];
  const [state] = trueWhile;
  return {
    restsOn:
      restsOnKind === null || restsOnId === null || state === undefined
        ? null
        : { kind: restsOnKind, id: restsOnId, sequence: restsOnSequence ?? 0, state },
    trueWhile,
    standing: standingState === null ? null : { state: standingState, sequence: standingSequence ?? 0 },
    result:
      resultVersion === null
        ? null
        : { version: resultVersion, releasedVersion: send.releasedVersion, status: send.releasedStatus },
    until: send.until,
    callOver: send.callOver,
  };
}
