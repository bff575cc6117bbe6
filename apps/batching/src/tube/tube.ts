import type { Member as SealedMember } from '@lib/contracts/fields';
import type { NoAnswerReason, SubjectKind, TubePurpose } from '@lib/vocabulary';

/** Who did something at a site, with which device under which number, by both clocks. */
export interface Act {
  readonly actor: string;
  readonly deviceId: string | null;
  readonly deviceSeq: number | null;
  /** The device's clock; information only. */
  readonly capturedAt: Date | null;
  /** The database's clock. */
  readonly recordedAt: Date;
}

/** An act of a device: its number on the device is known, and so is the device's time. */
export interface DeviceAct extends Act {
  readonly deviceId: string;
  readonly deviceSeq: number;
  readonly capturedAt: Date;
}

/** One specimen of a tube; (tubeId, position) is its id. */
export interface Member extends DeviceAct {
  readonly position: number;
  readonly subjectKind: SubjectKind;
  readonly subjectId: string;
}

/** The newest link of the tube's custody chain. */
export interface CustodyHead {
  readonly seq: number;
  readonly hash: string;
}

interface TubeCore {
  readonly tubeId: string;
  readonly campaignId: string;
  /** As known when the tube was opened; null while registration has not told of the campaign. */
  readonly campaignKind: 'live' | 'drill' | null;
  readonly policyVersion: number | null;
  readonly roundId: string;
  readonly siteCode: string;
  readonly purpose: TubePurpose;
  readonly orderId: string | null;
  readonly capacity: number;
  /** In order of position, 1..n without gap. */
  readonly members: readonly Member[];
  readonly opened: DeviceAct;
  readonly custody: CustodyHead;
  /** Facts told about this tube so far: the `sequence` of the newest one. */
  readonly factsTold: number;
  /** Grows by one with each change of the tube. */
  readonly version: number;
}

export interface Seal extends DeviceAct {
  readonly digest: string;
  readonly partialReason: string | null;
}

export interface Voiding extends DeviceAct {
  readonly reason: NoAnswerReason;
}

export type OpenTube = TubeCore & { readonly state: 'opened' };
export type SealedTube = TubeCore & { readonly state: 'sealed'; readonly seal: Seal };
export type BoxedTube = TubeCore & { readonly state: 'boxed'; readonly seal: Seal; readonly batchId: string };
export type HandedTube = TubeCore & { readonly state: 'handed'; readonly seal: Seal; readonly batchId: string };
export type VoidTube = TubeCore & { readonly state: 'void'; readonly seal: Seal | null; readonly voiding: Voiding };

/** A tube while it is at the site and until it leaves with a courier. */
export type Tube = OpenTube | SealedTube | BoxedTube | HandedTube | VoidTube;

/** A scan that was taken back. The record keeps it: what a device was told is never unsaid. */
export interface UndoneScan {
  readonly tubeId: string;
  readonly scan: Member;
  readonly undo: DeviceAct;
}

/** Members as other rooms see them: place in the tube and pseudonym, nothing of the device. */
export const sealedMembers = (members: readonly Member[]): SealedMember[] =>
  members.map(({ position, subjectKind, subjectId }) => ({ position, subjectKind, subjectId }));
