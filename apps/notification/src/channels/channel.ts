import type { NoticeChannel, NoticeKindName } from '@lib/vocabulary';
import type { Cause } from '../notice/notice.js';
import type { Written } from '../notice-template/written.js';

/** One notice on its way out: the words, and for whom; never the address. */
export interface OutgoingNotice {
  readonly noticeId: string;
  readonly kind: NoticeKindName;
  readonly cause: Cause;
  readonly isDrill: boolean;
  readonly zh: Written;
  readonly en: Written;
  readonly siteCode: string | null;
  readonly requestedAt: Date;
  /** A person of a campaign, or the duty that it is for. */
  readonly participantId: string | null;
  readonly role: string | null;
  readonly districtCode: string | null;
}

export type FailReason =
  | 'no-phone'
  | 'no-channel'
  | 'drill-not-taken'
  | 'address-away'
  | 'address-refused'
  | 'rejected'
  | 'not-let-in'
  | 'provider-away'
  | 'provider-busy';

/** How a try came out. `isDelivered` when the way itself knows; otherwise a receipt may come later, as a fact. */
export type SendOutcome =
  | { readonly outcome: 'sent'; readonly providerId: string | null; readonly isDelivered?: boolean }
  | { readonly outcome: 'failed'; readonly reason: FailReason; readonly canRetry: boolean }
  // Nothing left the house: meanwhile another worker had the notice, or its receipt had come.
  | { readonly outcome: 'not-ours' };

/** One way out. It may be asked for the same notice twice and gives `noticeId` on as the key by which a repeat is known. */
export interface Channel {
  readonly name: NoticeChannel;
  /** In: also whether the try still counts; it is asked last, when all else is at hand and the next step leaves the house. */
  send(notice: OutgoingNotice, isInHand: () => Promise<boolean>): Promise<SendOutcome>;
}

export const notOurs: SendOutcome = { outcome: 'not-ours' };

export const sent = (providerId: string | null, isDelivered = false): SendOutcome => ({
  outcome: 'sent',
  providerId,
  isDelivered,
});

export const failed = (reason: FailReason, canRetry: boolean): SendOutcome => ({ outcome: 'failed', reason, canRetry });

/** In: an HTTP status of a receiver. Out: what it means for the notice. */
export function outcomeOfStatus(status: number): SendOutcome {
  if (status >= 200 && status < 300) return sent(null);
  if (status === 429 || status === 503) return failed('provider-busy', true);
  if (status >= 500 || status === 408) return failed('provider-away', true);
  return failed(status === 401 || status === 403 ? 'not-let-in' : 'rejected', false);
}
