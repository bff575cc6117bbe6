import { districtOfSite } from '@lib/vocabulary';
import type { Case, Hold, Order, CallBack, RecollectionTube, HistoryLine } from './subject.js';

/** Whose rows they are. */
export interface SubjectKey {
  readonly campaignId: string;
  readonly participantId: string;
}

const whose = { campaign_id: 'uuid', participant_id: 'uuid' };
const of = ({ campaignId, participantId }: SubjectKey) => ({ campaign_id: campaignId, participant_id: participantId });

/** One table of the aggregate: its columns, what an upsert changes, and how a part of the subject becomes a row. */
export interface PartTable<P> {
  readonly table: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly onConflict: string;
  toRow(part: P, key: SubjectKey, at: Date, caseId: string | null): Record<string, unknown>;
}

const set = (...names: string[]): string => names.map((name) => `${name} = excluded.${name}`).join(', ');

export const caseTable: PartTable<Case> = {
  table: 'cases',
  columns: {
    case_id: 'uuid',
    ...whose,
    escalation_id: 'uuid',
    site_code: 'text',
    district_code: 'text',
    state: 'text',
    opened_at: 'timestamptz',
    changed_at: 'timestamptz',
    version: 'int',
  },
  onConflict: `(case_id) do update set ${set('state', 'changed_at', 'version')}`,
  toRow: (part, key, at) => ({
    case_id: part.caseId,
    ...of(key),
    escalation_id: part.escalationId,
    site_code: part.siteCode,
    district_code: districtOfSite(part.siteCode),
    state: part.state,
    opened_at: part.openedAt,
    changed_at: at,
    version: part.version,
  }),
};

export const orderTable: PartTable<Order> = {
  table: 'recollections',
  columns: {
    order_id: 'uuid',
    ...whose,
    cause: 'text',
    cause_tube_id: 'text',
    case_id: 'uuid',
    site_code: 'text',
    district_code: 'text',
    state: 'text',
    actor: 'text',
    policy_version: 'int',
    due_at: 'timestamptz',
    requested_at: 'timestamptz',
    changed_at: 'timestamptz',
  },
  onConflict: `(order_id) do update set ${set('state', 'changed_at')}`,
  toRow: (part, key, at, caseId) => ({
    order_id: part.orderId,
    ...of(key),
    cause: part.cause,
    cause_tube_id: part.causeTubeId,
    case_id: caseId,
    site_code: part.siteCode,
    district_code: districtOfSite(part.siteCode),
    state: part.state,
    actor: part.requestedBy,
    policy_version: part.policyVersion,
    due_at: part.dueAt,
    requested_at: part.requestedAt,
    changed_at: at,
  }),
};

export const tubeTable: PartTable<RecollectionTube> = {
  table: 'recollection_tubes',
  columns: {
    tube_id: 'text',
    ...whose,
    order_id: 'uuid',
    site_code: 'text',
    sealed_at: 'timestamptz',
    result_version: 'int',
    finding: 'text',
    is_cancelled: 'boolean',
    released_at: 'timestamptz',
    recorded_at: 'timestamptz',
  },
  onConflict: `(tube_id, participant_id) do update
    set ${set('sealed_at', 'result_version', 'finding', 'is_cancelled', 'released_at')}`,
  toRow: (part, key, at) => ({
    tube_id: part.tubeId,
    ...of(key),
    order_id: part.orderId,
    site_code: part.siteCode,
    sealed_at: part.sealedAt,
    result_version: part.result?.version,
    finding: part.result?.finding,
    is_cancelled: part.result?.isCancelled,
    released_at: part.result?.releasedAt,
    recorded_at: at,
  }),
};

export const callBackTable: PartTable<CallBack> = {
  table: 'call_backs',
  columns: {
    call_back_id: 'uuid',
    ...whose,
    tube_id: 'text',
    reason: 'text',
    owner_role: 'text',
    site_code: 'text',
    district_code: 'text',
    order_id: 'uuid',
    actor: 'text',
    policy_version: 'int',
    due_at: 'timestamptz',
    recorded_at: 'timestamptz',
    answered_at: 'timestamptz',
  },
  onConflict: `(call_back_id) do update set ${set('order_id', 'answered_at')}`,
  toRow: (part, key) => ({
    call_back_id: part.callBackId,
    ...of(key),
    tube_id: part.tubeId,
    reason: part.reason,
    owner_role: part.ownerRole,
    site_code: part.siteCode,
    district_code: districtOfSite(part.siteCode),
    order_id: part.orderId,
    actor: part.calledBy,
    policy_version: part.policyVersion,
    due_at: part.dueAt,
    recorded_at: part.calledAt,
    answered_at: part.answeredAt,
  }),
};

export const holdTable: PartTable<Hold> = {
  table: 'measures',
  columns: {
    measure_id: 'uuid',
    case_id: 'uuid',
    ...whose,
    kind: 'text',
    basis_kind: 'text',
    basis_escalation_id: 'uuid',
    basis_tube_id: 'text',
    basis_result_version: 'int',
    authority: 'text',
    decree_number: 'text',
    legal_basis: 'text',
    policy_pack_id: 'text',
    policy_version: 'int',
    reason: 'text',
    place: 'text',
    site_code: 'text',
    remedy_zh: 'text',
    remedy_en: 'text',
    decided_by: 'text',
    recorded_at: 'timestamptz',
    starts_at: 'timestamptz',
    ends_at: 'timestamptz',
    ended_at: 'timestamptz',
    ended_because: 'text',
  },
  onConflict: `(measure_id) do update set ${set('ended_at', 'ended_because')}`,
  toRow: (part, key, at, caseId) => ({
    measure_id: part.measureId,
    case_id: caseId,
    ...of(key),
    kind: 'hold',
    basis_kind: 'own-result-chain',
    basis_escalation_id: part.escalationId,
    basis_tube_id: part.basisTubeId,
    basis_result_version: part.basisResultVersion,
    authority: part.authority,
    decree_number: part.decreeNumber,
    legal_basis: part.legalBasis,
    policy_pack_id: part.packId,
    policy_version: part.policyVersion,
    reason: part.reason,
    place: 'on-the-spot',
    site_code: part.siteCode,
    remedy_zh: part.remedyZh,
    remedy_en: part.remedyEn,
    decided_by: part.decidedBy,
    recorded_at: at,
    starts_at: part.startsAt,
    ends_at: part.endsAt,
    ended_at: part.endedAt,
    ended_because: part.endedBecause,
  }),
};

export const historyColumns = {
  ...whose,
  case_id: 'uuid',
  act: 'text',
  reason: 'text',
  from_state: 'text',
  to_state: 'text',
  escalation_id: 'uuid',
  tube_id: 'text',
  result_version: 'int',
  actor: 'text',
  policy_version: 'int',
  caused_by: 'text',
  recorded_at: 'timestamptz',
};

export interface HistoryFrame {
  readonly caseId: string | null;
  readonly policyVersion: number;
  readonly causedBy: string | undefined;
  readonly recordedAt: Date;
}

export const toHistoryRow = (line: HistoryLine, key: SubjectKey, frame: HistoryFrame): Record<string, unknown> => ({
  ...of(key),
  case_id: frame.caseId,
  act: line.act,
  reason: line.reason,
  from_state: line.fromState,
  to_state: line.toState,
  escalation_id: line.escalationId,
  tube_id: line.tubeId,
  result_version: line.resultVersion,
  actor: line.actor,
  policy_version: frame.policyVersion,
  caused_by: frame.causedBy,
  recorded_at: frame.recordedAt,
});
