import type {
  AppealGround,
  AppealReason,
  MeasureCategory,
  MeasureEnd,
  MeasureKind,
  MeasurePlace,
  Role,
} from '@lib/vocabulary';

/** On what a measure rests: exactly one of three, and all of it. */
export type Basis =
  | {
      readonly kind: 'own-result-chain';
      readonly escalationId: string;
      readonly tubeId: string;
      readonly resultVersion: number;
    }
  | {
      readonly kind: 'contact-link';
      readonly contactId: string;
      readonly indexCaseId: string;
      readonly decidedBy: string;
    }
  | {
      readonly kind: 'authority-order';
      readonly orderId: string;
      readonly orderNumber: string;
      readonly signedBy: string;
      readonly countersignedBy: string;
    };

/** In whose name and by which law it is done, and how to object; as the valid pack said when it was decided. */
export interface Ground {
  readonly authority: string;
  readonly decreeNumber: string;
  readonly legalBasis: string;
  readonly packId: string;
  readonly packVersion: number | null;
  readonly policyVersion: number;
  readonly remedyZh: string;
  readonly remedyEn: string;
  readonly remedyPhone: string | null;
}

/** An act on a person. It ends by itself at `endsAt`; that instant is no longer in it. */
export interface Measure {
  readonly measureId: string;
  readonly kind: MeasureKind;
  readonly category: MeasureCategory;
  readonly basis: Basis;
  readonly ground: Ground;
  readonly reason: string;
  readonly place: MeasurePlace;
  readonly siteCode: string;
  readonly decidedBy: string;
  /** The measure that this one continues, when it does. */
  readonly supersedes: string | null;
  /** Last contact or arrival, from which the pack's days count. */
  readonly countedFrom: Date | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly ended: { readonly at: Date; readonly because: MeasureEnd; readonly by: string | null } | null;
  /** How many facts about it have been told, its objections included. */
  readonly version: number;
}

/** An objection 申诉 to a measure. */
export interface Appeal {
  readonly appealId: string;
  readonly measureId: string;
  readonly ground: AppealGround;
  /** Free words, screened of numbers that could name somebody; they never leave this room. */
  readonly words: string;
  readonly filedBy: string;
  readonly filedVia: 'page' | 'hotline';
  readonly filedAt: Date;
  readonly ownerRole: Role;
  readonly policyVersion: number;
  readonly dueAt: Date;
  readonly answer: {
    readonly decision: 'upheld' | 'lifted';
    readonly reason: AppealReason;
    readonly words: string;
    readonly decidedBy: string;
    readonly decidedAt: Date;
  } | null;
}

/** Why somebody is held who waits for the result of their own tube. */
export const awaitingResult = 'awaiting-result';

/** A hold until a result has a clock of its own: it ends with the wait and is continued by nothing. */
export const isForResult = ({ kind, reason }: Pick<Measure, 'kind' | 'reason'>): boolean =>
  kind === 'hold' && reason === awaitingResult;

/** Whether two measures rest on the same: the same tube, the same contact, the same order; whichever version was read. */
export function isSameBasis(one: Basis, other: Basis): boolean {
  if (one.kind === 'own-result-chain') return other.kind === one.kind && other.tubeId === one.tubeId;
  if (one.kind === 'contact-link') return other.kind === one.kind && other.contactId === one.contactId;
  return other.kind === one.kind && other.orderId === one.orderId;
}

/** Not over and not past its end, by the time given: in force, or coming. */
export const isOpen = ({ ended, endsAt }: Measure, at: Date): boolean => ended === null && endsAt > at;

/** In force at that time; the law of `measures_in_force` in the database. */
export const isInForce = (measure: Measure, at: Date): boolean => isOpen(measure, at) && measure.startsAt <= at;

/** Who had a part in a measure: whoever decided it, and whoever gave their word for its basis. */
export function peopleBehind({ decidedBy, basis }: Pick<Measure, 'decidedBy' | 'basis'>): string[] {
  if (basis.kind === 'contact-link') return [decidedBy, basis.decidedBy];
  return basis.kind === 'authority-order' ? [decidedBy, basis.signedBy, basis.countersignedBy] : [decidedBy];
}
