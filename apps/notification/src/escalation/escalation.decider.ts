import type { ContentOf } from '@lib/contracts/event';
import { EscalationAcknowledgedV1 } from '@lib/contracts/events/notification/escalation-acknowledged.v1';
import { EscalationOpenedV1 } from '@lib/contracts/events/notification/escalation-opened.v1';
import type { Member } from '@lib/contracts/fields';
import type { Finding, TubePurpose } from '@lib/vocabulary';

/**
 * The law of the ledger: one escalation per tube and result version, with a row for each member. It is acknowledged
 * when isolation has said of every member that it has a case (a person) or is on the disinfection list (a place, goods):
 * that is `received`, said by the machine. `taken` is a person's word and a clock of its own. A withdrawal revokes it
 * and takes neither clock back. All of these may come in any order and come to the same end.
 */
export interface EscalationMember extends Member {
  readonly caseId: string | null;
  readonly acknowledgedAt: Date | null;
}

export interface Escalation {
  readonly escalationId: string;
  readonly campaignId: string;
  readonly tubeId: string;
  readonly resultVersion: number;
  readonly finding: Exclude<Finding, 'not-detected' | 'invalid'>;
  readonly purpose: TubePurpose;
  readonly orderId: string | null;
  readonly siteCode: string;
  readonly labCode: string;
  readonly uploadId: string;
  readonly alarmShareOfUpload: number;
  /** When the result landed, by the laboratory's database. */
  readonly raisedAt: Date;
  readonly openedAt: Date;
  readonly members: readonly EscalationMember[];
  /** When isolation listed what has no case; null while it has not, or when every member is a person. */
  readonly listedAt: Date | null;
  readonly receivedAt: Date | null;
  readonly takenAt: Date | null;
  readonly takenBy: string | null;
  readonly revokedAt: Date | null;
  readonly revokedReason: string | null;
  /** The last attempt for which a job was made; 0 before the first. */
  readonly attempt: number;
  /** How many of its own facts have been told. */
  readonly version: number;
}

export type EscalationState = 'open' | 'queued' | 'acknowledged' | 'revoked';

export type EscalationFact =
  | readonly [typeof EscalationOpenedV1, ContentOf<typeof EscalationOpenedV1>]
  | readonly [typeof EscalationAcknowledgedV1, ContentOf<typeof EscalationAcknowledgedV1>];

export interface EscalationDecision {
  readonly escalation: Escalation;
  readonly facts: readonly EscalationFact[];
}

type Detection = Pick<
  Escalation,
  | 'campaignId'
  | 'tubeId'
  | 'resultVersion'
  | 'finding'
  | 'purpose'
  | 'orderId'
  | 'siteCode'
  | 'labCode'
  | 'uploadId'
  | 'alarmShareOfUpload'
  | 'raisedAt'
> & { readonly members: readonly Member[] };

/** In: what the laboratory found. Out: the escalation, open, nobody told yet. */
export function openEscalation(detection: Detection, escalationId: string, openedAt: Date): EscalationDecision {
  const members = detection.members.map((member) => ({ ...member, caseId: null, acknowledgedAt: null }));
  const escalation: Escalation = {
    ...detection,
    escalationId,
    openedAt,
    members,
    listedAt: null,
    receivedAt: null,
    takenAt: null,
    takenBy: null,
    revokedAt: null,
    revokedReason: null,
    attempt: 0,
    version: 1,
  };
  const { campaignId, tubeId, resultVersion, finding, purpose, siteCode } = detection;
  const persons = members.filter((member) => member.subjectKind === 'person').length;
  const told = { escalationId, campaignId, tubeId, resultVersion, finding, purpose, siteCode, persons };
  return { escalation, facts: [[EscalationOpenedV1, { ...told, openedAt: openedAt.toISOString() }]] };
}

/** A person of the escalation has a case. A second word about the same person changes nothing. */
export function acknowledgePerson(
  escalation: Escalation,
  { participantId, caseId }: { participantId: string; caseId: string },
  at: Date,
): EscalationDecision {
  const members = escalation.members.map((member) =>
    member.subjectId === participantId && member.acknowledgedAt === null
      ? { ...member, caseId, acknowledgedAt: at }
      : member,
  );
  return receive({ ...escalation, members }, at);
}

/** The places and goods of the escalation are on the disinfection list. */
export function acknowledgeListed(escalation: Escalation, at: Date): EscalationDecision {
  const members = escalation.members.map((member) =>
    member.subjectKind !== 'person' && member.acknowledgedAt === null ? { ...member, acknowledgedAt: at } : member,
  );
  return receive({ ...escalation, members, listedAt: escalation.listedAt ?? at }, at);
}

/** A person took the alert over: the first one counts. */
export function noteTaken(escalation: Escalation, takenBy: string, takenAt: Date): EscalationDecision {
  if (escalation.takenAt !== null) return unchanged(escalation);
  return { escalation: { ...escalation, takenBy, takenAt }, facts: [] };
}

/** The laboratory withdrew the detection: the first withdrawal counts. */
export function revoke(escalation: Escalation, reason: string, at: Date): EscalationDecision {
  if (escalation.revokedAt !== null) return unchanged(escalation);
  return { escalation: { ...escalation, revokedAt: at, revokedReason: reason }, facts: [] };
}

/** Where the escalation stands; a withdrawal outweighs an acknowledgement. */
export function stateOf(escalation: Pick<Escalation, 'revokedAt' | 'receivedAt' | 'attempt'>): EscalationState {
  if (escalation.revokedAt !== null) return 'revoked';
  if (escalation.receivedAt !== null) return 'acknowledged';
  return escalation.attempt > 0 ? 'queued' : 'open';
}

function unchanged(escalation: Escalation): EscalationDecision {
  return { escalation, facts: [] };
}

function receive(escalation: Escalation, at: Date): EscalationDecision {
  if (escalation.receivedAt !== null || !isComplete(escalation)) return unchanged(escalation);
  const { escalationId, campaignId, tubeId, openedAt } = escalation;
  const times = { openedAt: openedAt.toISOString(), acknowledgedAt: at.toISOString() };
  return {
    escalation: { ...escalation, receivedAt: at, version: escalation.version + 1 },
    facts: [[EscalationAcknowledgedV1, { escalationId, campaignId, tubeId, ...times }]],
  };
}

// An alert that names nobody and nothing is complete only when isolation has said that it has it.
function isComplete({ members, listedAt }: Escalation): boolean {
  return members.every((member) => member.acknowledgedAt !== null) && (members.length > 0 || listedAt !== null);
}
