import type { ContentOf } from '@lib/contracts/event';
import type { CaseClearedV1 } from '@lib/contracts/events/isolation/case-cleared.v1';
import type { CaseOpenedV1 } from '@lib/contracts/events/isolation/case-opened.v1';
import type { CaseRevokedV1 } from '@lib/contracts/events/isolation/case-revoked.v1';
import type { CaseVerifiedV1 } from '@lib/contracts/events/isolation/case-verified.v1';
import type { RecollectionRequestedV1 } from '@lib/contracts/events/isolation/recollection-requested.v1';
import type { CampaignPolicy } from '@lib/contracts/policy';
import type { MeasuresPack } from '@lib/contracts/policy-pack';
import type {
  AppealGround,
  AppealReason,
  CallBackReason,
  Finding,
  LiftReason,
  PassPurpose,
  Role,
  TubePurpose,
} from '@lib/vocabulary';
import type { Appeal, Measure } from './measure.js';
import type { AlarmingFinding, Order } from './order.js';

export type { AlarmingFinding, AlsoFor, Order, OrderState, RecollectionCause } from './order.js';

/** Where a case stands. `held` is not among them: a hold is a measure beside it, and ends by itself. */
export type CaseState = 'open' | 'verified' | 'cleared' | 'revoked';

/** A result that calls for action and names this person among the members of its tube. */
export interface Detection {
  readonly escalationId: string;
  readonly tubeId: string;
  readonly resultVersion: number;
  readonly finding: AlarmingFinding;
  readonly purpose: TubePurpose;
  /** True when the tube holds this person alone. */
  readonly isSingle: boolean;
  /** The order that the tube was drawn on, if it was. */
  readonly orderId: string | null;
  readonly siteCode: string;
  /** When it landed, by the laboratory's database. */
  readonly raisedAt: Date;
  /** Who of the duty took the alert over; null while nobody did. */
  readonly takenBy: string | null;
  /** Why the laboratory took it back; null while it stands. */
  readonly withdrawnReason: string | null;
}

/** A tube drawn from this person alone to look again: when it was sealed, and what was released about it. */
export interface RecollectionTube {
  readonly tubeId: string;
  /** Null when the site drew it without naming an order, or when it is too old to serve the order that it named. */
  readonly orderId: string | null;
  readonly siteCode: string;
  /** By the database of the room that sealed it; null while that fact has not come. */
  readonly sealedAt: Date | null;
  readonly result: {
    readonly version: number;
    readonly finding: Finding;
    readonly isCancelled: boolean;
    readonly releasedAt: Date;
  } | null;
}

/** A tube because of which this person is called back without suspicion: mostly one that will never give a result. */
export interface CallBack {
  readonly callBackId: string;
  readonly tubeId: string;
  readonly reason: CallBackReason;
  readonly ownerRole: Role;
  readonly siteCode: string;
  /** The order that serves it; an order of a tube that failed in its turn is replaced by the next one. */
  readonly orderId: string;
  readonly calledAt: Date;
  readonly calledBy: string;
  readonly dueAt: Date;
  readonly policyVersion: number;
  /** Set when the very tube gave an answer after all (a lost tube that was found, a corrected result). */
  readonly answeredAt: Date | null;
}

export interface Case {
  readonly caseId: string;
  /** The escalation that opened it. */
  readonly escalationId: string;
  readonly siteCode: string;
  readonly state: CaseState;
  readonly openedAt: Date;
  /** How many facts about it have been told. */
  readonly version: number;
}

/** Everything that isolation knows of one person in one campaign: the aggregate that is locked and decided on. */
export interface Subject {
  readonly campaignId: string;
  readonly participantId: string;
  readonly case: Case | null;
  readonly detections: readonly Detection[];
  readonly tubes: readonly RecollectionTube[];
  readonly orders: readonly Order[];
  readonly callBacks: readonly CallBack[];
  readonly measures: readonly Measure[];
  readonly appeals: readonly Appeal[];
}

export type SubjectAct =
  | 'opened'
  | 'joined'
  | 'reopened'
  | 'verified'
  | 'cleared'
  | 'revoked'
  | 'held'
  | 'hold-ended'
  | 'recollection-requested'
  | 'recollection-cancelled'
  | 'called-back'
  | 'collected'
  | 'answered'
  | 'measure-begun'
  | 'measure-extended'
  | 'measure-lifted'
  | 'measure-over'
  | 'appeal-filed'
  | 'appeal-decided'
  | 'pass-granted'
  | 'ignored';

/** Why something was done, or not done: ignoring is an outcome too, and somebody will ask. */
export type SubjectReason =
  | AlarmingFinding
  | CallBackReason
  | 'test-day'
  | LiftReason
  | AppealGround
  | AppealReason
  | PassPurpose
  | 'contact-link'
  | 'authority-order'
  | 'own-result-chain'
  | 'transfer-ordered'
  | 'awaiting-result'
  | 'no-result'
  | 'arrived'
  | 'discharged'
  | 'continued'
  | 'term-over'
  | 'appeal-won'
  | 'single-tube-detected'
  | 'single-tube-not-detected'
  | 'single-tube-not-conclusive'
  | 'detection-withdrawn'
  | 'other-detection-stands'
  | 'clearing-result-withdrawn'
  | 'alert-taken'
  | 'no-policy-pack'
  | 'already-held'
  | 'already-known'
  | 'already-called-back'
  | 'already-verified'
  | 'case-ended'
  | 'order-already-open'
  | 'no-cause-left'
  | 'order-of-another-person'
  | 'specimen-already-taken'
  | 'specimen-retained'
  | 'specimen-taken-too-early'
  | 'tube-sealed'
  | 'result-released'
  | 'result-superseded';

/** One line of the history. */
export interface HistoryLine {
  readonly act: SubjectAct;
  readonly reason: SubjectReason;
  readonly fromState: CaseState | null;
  readonly toState: CaseState | null;
  readonly escalationId: string | null;
  readonly tubeId: string | null;
  readonly resultVersion: number | null;
  readonly actor: string;
}

export type SubjectFact =
  | { readonly kind: 'case-opened'; readonly content: ContentOf<typeof CaseOpenedV1> }
  | { readonly kind: 'case-verified'; readonly content: ContentOf<typeof CaseVerifiedV1> }
  | { readonly kind: 'case-cleared'; readonly content: ContentOf<typeof CaseClearedV1> }
  | { readonly kind: 'case-revoked'; readonly content: ContentOf<typeof CaseRevokedV1> }
  | { readonly kind: 'recollection-requested'; readonly content: ContentOf<typeof RecollectionRequestedV1> };

/** What a decision about a subject comes to. */
export interface Outcome {
  readonly subject: Subject;
  readonly facts: readonly SubjectFact[];
  readonly history: readonly HistoryLine[];
}

/** What a decision is told of its surroundings: the moment, who acts, fresh ids and the campaign's values. */
export interface Surroundings {
  readonly at: Date;
  readonly actor: string;
  readonly newId: () => string;
  readonly rules: CampaignRules;
}

/** The values of a campaign that decisions here use; minutes and hours are divided by the time scale. */
export interface CampaignRules {
  readonly timeScale: number;
  readonly policyVersion: number;
  readonly recollectionMinutesMax: number;
  readonly callBackMinutesMax: number;
  readonly alertTakenMinutesMax: number;
  /** Every value of the policy, for those who need one that is not named above. */
  readonly policy: CampaignPolicy;
  /** Null when no policy pack is valid: then nobody is held. */
  readonly pack: MeasuresPack | null;
  /** Packs of a part of the campaign, by division code; the closest one wins. */
  readonly packsByArea?: Readonly<Record<string, MeasuresPack>> | undefined;
  /** Null while the campaign was not told of. */
  readonly kind?: 'live' | 'drill' | null;
}

/** In: a moment and minutes of policy. Out: the moment that many minutes later, in the campaign's own time. */
export function minutesAfter(at: Date, minutes: number, { timeScale }: CampaignRules): Date {
  return new Date(at.getTime() + (minutes * 60_000) / timeScale);
}

/** A person of whom nothing is known yet. */
export function newSubject(campaignId: string, participantId: string): Subject {
  return {
    campaignId,
    participantId,
    case: null,
    detections: [],
    tubes: [],
    orders: [],
    callBacks: [],
    measures: [],
    appeals: [],
  };
}
