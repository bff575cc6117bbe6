import type { Member } from '@lib/contracts/fields';
import type { CustodyEntry, Finding, RejectionReason, ResultStatus, TubePurpose } from '@lib/vocabulary';
import type { ReadableRow, RowFault } from '../upload/upload-row.js';

/** What batching told of the sealed tube. */
export interface SealedFacts {
  readonly campaignId: string;
  readonly roundId: string;
  readonly siteCode: string;
  readonly purpose: TubePurpose;
  readonly orderId: string | undefined;
  readonly members: readonly Member[];
  readonly sampledAt: Date;
}

/** What batching told when the tube's box left the site: whose it is now, and where its custody chain stands. */
export interface HandedFacts {
  readonly batchId: string;
  readonly campaignId: string;
  readonly siteCode: string;
  readonly labCode: string;
  readonly specimens: number;
  readonly custodySeq: number;
  readonly custodyHash: string;
}

/** What people at a bench did with a tube. It waits when the tube's hand-over is not known here yet. */
export interface BenchAct {
  readonly id: string;
  readonly tubeId: string;
  readonly labCode: string;
  readonly kind: 'received' | 'rejected' | 'lost';
  readonly batchId: string | undefined;
  readonly reason: RejectionReason | undefined;
  readonly note: string | undefined;
  readonly actor: string;
  readonly deviceId: string | undefined;
  readonly capturedAt: Date | undefined;
  readonly recordedAt: Date;
  /** `waiting`: not applied yet. `idle`: it changed nothing. `applied`: done, but not told. `told`: the fact is out. */
  readonly state: 'waiting' | 'idle' | 'applied' | 'told';
}

/** A row of an upload that names this tube, with what its file says of it. */
export interface TubeRow {
  readonly uploadId: string;
  readonly labCode: string;
  readonly uploadedBy: string;
  readonly deviceId: string | undefined;
  readonly capturedAt: Date | undefined;
  readonly recordedAt: Date;
  /** Alarming rows of the file among its readable ones, 0..1. */
  readonly alarmShare: number;
  /** The file says something else of this tube as well. */
  readonly isContradicted: boolean;
  /** The supervisor who answers for it although it came too soon. */
  readonly admittedBy?: string;
  readonly row: ReadableRow;
}

/** One version of what a laboratory says of a tube. */
export interface TubeResult {
  readonly tubeId: string;
  readonly version: number;
  readonly supersedes: number | undefined;
  readonly status: ResultStatus;
  readonly isEffective: boolean;
  readonly finding: Finding;
  readonly labCode: string;
  readonly uploadId: string;
  readonly row: number;
  /** The upload whose clean row took the gate away; the release of that upload releases the result. */
  readonly confirmedByUploadId: string | undefined;
  /** Why a result that raised its alarm may not be released yet. */
  readonly gate: RowFault['code'] | undefined;
  readonly testedAt: Date;
  readonly policyVersion: number | undefined;
  /** Who brought the first version; nobody releases or corrects what is their own. */
  readonly uploadedBy: string;
  readonly recordedBy: string;
  readonly deviceId: string | undefined;
  readonly reason: string | undefined;
  readonly capturedAt: Date | undefined;
  readonly recordedAt: Date;
  readonly releasedBy: string | undefined;
  readonly releasedAt: Date | undefined;
}

/** A second laboratory that received the specimen and has not answered yet. */
export interface OpenReferral {
  readonly referralId: string;
  readonly toLab: string;
  readonly resultVersion: number;
  readonly firstFinding: Finding;
}

/** What the second laboratory found: it stands beside the result, and is no version of it. */
export interface SecondResult {
  readonly referralId: string;
  readonly uploadId: string;
  readonly row: number;
  readonly finding: Finding;
  readonly testedAt: Date;
  readonly by: string;
}

/** Where a tube stands in this room. `expected` also before anything but its number is known. */
export type LabTubeState = 'expected' | 'received' | 'rejected' | 'lost' | 'resulted';

/** A tube with everything that a decision about it may ask. */
export interface LabTube {
  readonly tubeId: string;
  readonly sealed: SealedFacts | undefined;
  readonly handed: HandedFacts | undefined;
  readonly state: LabTubeState;
  readonly receivedAt: Date | undefined;
  /** The last link of the chain that this room knows; from the hand-over at first. */
  readonly custody: { readonly seq: number; readonly hash: string } | undefined;
  /** Acts that wait or are not told yet, in the order in which they were recorded. */
  readonly acts: readonly BenchAct[];
  /** Rows that wait for this tube, in the order in which they came. */
  readonly rows: readonly TubeRow[];
  readonly effective: TubeResult | undefined;
  /** Where the specimen is looked at a second time, and has arrived. */
  readonly referral?: OpenReferral | undefined;
  /** Events told on the topics of results and of detections so far. */
  readonly resultSequence: number;
  readonly detectionSequence: number;
}

/** A tube of which nothing but its number is known. */
export const unknownTube = (tubeId: string): LabTube => ({
  tubeId,
  sealed: undefined,
  handed: undefined,
  state: 'expected',
  receivedAt: undefined,
  custody: undefined,
  acts: [],
  rows: [],
  effective: undefined,
  resultSequence: 0,
  detectionSequence: 0,
});

/** A link of custody with its hash. */
export interface ChainedEntry {
  readonly entry: CustodyEntry;
  readonly hash: string;
}
