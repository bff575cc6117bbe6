import type { JournalAnswer } from '@lib/contracts/http/batching/journal';
import type { SubjectKind } from '@lib/vocabulary';
import type { KnownCampaign } from '../tube/known-campaign.js';
import type { UndoneScan } from '../tube/tube.js';

/** What stands before a device's first event. */
export const rollingRoot = '0'.repeat(64);

/** A device event that was not accepted, kept with its first answer: a late scan is a person whom somebody must find. */
export interface JournalException {
  readonly deviceId: string;
  readonly seq: number;
  /** Digest of the event: another one under the same number is another exception. */
  readonly fingerprint: string;
  readonly campaignId: string;
  readonly siteCode: string;
  readonly actor: string;
  /** All of these are null for an event that was not well formed: nobody knows what was in it, so it is not kept. */
  readonly kind: string | null;
  readonly tubeId: string | null;
  readonly subjectKind: SubjectKind | null;
  readonly subjectId: string | null;
  readonly capturedAt: Date | null;
  readonly recordedAt: Date;
  readonly answer: JournalAnswer;
}

/** How far a device's record goes. */
export interface DeviceCursor {
  readonly deviceId: string;
  readonly lastSeq: number;
  /** Covers every event from 1 to lastSeq, as the device sent them. */
  readonly rollingHash: string;
}

/** What is known besides cursor and tubes when a POST is decided. Exceptions and undone scans only for what is repeated. */
export interface PostContext {
  readonly campaign: KnownCampaign | undefined;
  readonly exceptions: readonly Pick<JournalException, 'seq' | 'fingerprint' | 'answer'>[];
  readonly undone: readonly UndoneScan[];
}

/** Nothing known, for a campaign that registration has not told of. */
export const emptyContext: PostContext = { campaign: undefined, exceptions: [], undone: [] };
