import { districtOfSite } from '@lib/vocabulary';
import type { Case, Order, CallBack, RecollectionTube, HistoryLine } from './subject.js';

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
    also_for: 'jsonb',
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
  onConflict: `(order_id) do update set ${set('state', 'changed_at', 'also_for', 'due_at')}`,
  toRow: (part, key, at, caseId) => ({
    order_id: part.orderId,
    ...of(key),
    cause: part.cause,
    cause_tube_id: part.causeTubeId,
    also_for: part.alsoFor,
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
    set ${set('order_id', 'sealed_at', 'result_version', 'finding', 'is_cancelled', 'released_at')}`,
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
