import type { CaseState, Detection, RecollectionTube, Subject } from './subject.js';

/**
 * Where a case stands is a function of the facts, never of the order in which they came:
 * - no detection stands behind it: revoked;
 * - a single tube drawn on a recollection order was detected: verified;
 * - a released single tube was not detected, and was sealed after every standing detection had landed: cleared;
 * - otherwise: open.
 * A swab taken before a detection says nothing about it, so it clears nothing; a single tube that is inconclusive
 * neither verifies nor clears. Nor does a tube that was drawn on the order of another person: whose swab is in it
 * nobody can say.
 */
export type Standing =
  | { readonly state: 'verified'; readonly by: Detection }
  | { readonly state: 'cleared'; readonly by: RecollectionTube; readonly of: Detection }
  | { readonly state: 'revoked'; readonly by: Detection }
  | { readonly state: 'open'; readonly by: Detection };

type Facts = Pick<Subject, 'detections' | 'tubes' | 'orders' | 'callBacks'>;

/** In: a person. Out: where the case stands; null when no detection ever named this person. */
export function standingOf(subject: Facts): Standing | null {
  const latest = latestOf(subject.detections);
  if (latest === undefined) return null;
  const standing = subject.detections.filter(stands);
  const newest = latestOf(standing);
  if (newest === undefined) return { state: 'revoked', by: latest };
  const verifying = latestOf(
    standing.filter((one) => verifies(one) && speaksFor(subject, one) && !isReplaced(one, standing)),
  );
  if (verifying !== undefined) return { state: 'verified', by: verifying };
  const clearing = subject.tubes.find((tube) => speaksFor(subject, tube) && clears(tube, standing));
  if (clearing !== undefined) return { state: 'cleared', by: clearing, of: newest };
  return { state: 'open', by: newest };
}

/** A detection stands until the laboratory takes it back. */
export const stands = (detection: Detection): boolean => detection.withdrawnReason === null;

/** Whether a tube may speak for this person: it was drawn on an order of theirs, or without naming one. */
export const isOwnOrder = ({ orders }: Pick<Subject, 'orders'>, orderId: string | null): boolean =>
  orderId === null || orders.some((one) => one.orderId === orderId);

/** Whether a tube holds this person's swab: drawn on an order of theirs, and never proven to be somebody else's. */
export const speaksFor = (
  subject: Pick<Subject, 'orders' | 'callBacks'>,
  tube: { readonly tubeId: string; readonly orderId: string | null },
): boolean =>
  isOwnOrder(subject, tube.orderId) &&
  !subject.callBacks.some((one) => one.reason === 'wrong-binding' && one.tubeId === tube.tubeId);

/** Whether a result of this tube is an answer that anybody may be told. */
export const hasAnswer = ({ result }: RecollectionTube): boolean =>
  result !== null && !result.isCancelled && result.finding !== 'invalid';

/** Whether a state ends the follow-up: nobody is held or called any more. */
export const hasEnded = (state: CaseState): boolean => state === 'cleared' || state === 'revoked';

function verifies({ purpose, finding, isSingle }: Detection): boolean {
  return purpose === 'recollection' && finding === 'detected' && isSingle;
}

/** Whether a later version of the same tube stands: of a corrected result the newest version alone speaks. */
const isReplaced = (one: Detection, standing: readonly Detection[]): boolean =>
  standing.some(({ tubeId, resultVersion }) => tubeId === one.tubeId && resultVersion > one.resultVersion);

function clears(tube: RecollectionTube, standing: readonly Detection[]): boolean {
  const { sealedAt } = tube;
  if (sealedAt === null || !hasAnswer(tube) || tube.result?.finding !== 'not-detected') return false;
  return standing.every((detection) => detection.raisedAt <= sealedAt);
}

function latestOf(detections: readonly Detection[]): Detection | undefined {
  return detections.reduce<Detection | undefined>(
    (latest, one) => (latest === undefined || isLater(one, latest) ? one : latest),
    undefined,
  );
}

// The escalation's id breaks a tie, so that two detections of one instant are told in one order everywhere.
function isLater(one: Detection, other: Detection): boolean {
  const difference = one.raisedAt.getTime() - other.raisedAt.getTime();
  return difference > 0 || (difference === 0 && one.escalationId > other.escalationId);
}
