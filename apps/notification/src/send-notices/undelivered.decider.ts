import type { NoticeUndeliveredV1 } from '@lib/contracts/events/notification/notice-undelivered.v1';
import type { z } from 'zod';

export type UndeliveredReason = z.output<typeof NoticeUndeliveredV1.shape>['reason'];
export type Outcome = 'sent' | 'delivered' | 'read' | 'failed' | 'overtaken';

/** How far a notice to a person came. */
export interface Progress {
  /** It was told before that nobody could be reached. */
  readonly isUndelivered: boolean;
  /** Null while a way is still under way. */
  readonly outcome: Outcome | null;
  readonly isLate: boolean;
  readonly reason: string | null;
  readonly isDrill: boolean;
}

/**
 * Why somebody has to knock on the door; null when nobody has to, or was told already. A house without a way out sends
 * nobody to the doors of a drill: every notice of it would be a door, and it stands on the person's own page all the same.
 */
export function undeliveredReason({ isUndelivered, outcome, isLate, reason, isDrill }: Progress) {
  if (isUndelivered || outcome === 'delivered' || outcome === 'read' || outcome === 'overtaken') return null;
  if (outcome === 'failed') return isDrill && reason === 'no-channel' ? null : failure(reason);
  return isLate ? ('not-delivered-in-time' as const) : null;
}

const failure = (reason: string | null): UndeliveredReason =>
  reason === 'no-phone' || reason === 'no-channel' ? reason : 'failed';
