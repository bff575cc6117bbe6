import type { AppealReason, MeasureEnd } from '@lib/vocabulary';
import type { Appeal, Basis, Ground, Measure } from './measure.js';

type Flat = Omit<Measure, 'basis' | 'ground' | 'ended'> &
  Ground & {
    readonly basisKind: Basis['kind'];
    readonly escalationId: string;
    readonly tubeId: string;
    readonly resultVersion: number;
    readonly contactId: string;
    readonly indexCaseId: string;
    readonly basisDecidedBy: string;
    readonly orderId: string;
    readonly orderNumber: string;
    readonly signedBy: string;
    readonly countersignedBy: string;
    readonly endedAt: Date | null;
    readonly endedBecause: MeasureEnd | null;
    readonly endedBy: string | null;
  };
export type MeasureRow = Flat;

export const measureColumnsSql = `measure_id as "measureId", kind, category, basis_kind as "basisKind",
   basis_escalation_id as "escalationId", basis_tube_id as "tubeId", basis_result_version as "resultVersion",
   basis_contact_id as "contactId", basis_index_case_id as "indexCaseId", basis_decided_by as "basisDecidedBy",
   basis_order_id as "orderId", basis_order_number as "orderNumber", basis_signed_by as "signedBy",
   basis_countersigned_by as "countersignedBy", reason, place, site_code as "siteCode", authority,
   decree_number as "decreeNumber", legal_basis as "legalBasis", policy_pack_id as "packId",
   policy_pack_version as "packVersion", policy_version as "policyVersion", remedy_zh as "remedyZh",
   remedy_en as "remedyEn", remedy_phone as "remedyPhone", decided_by as "decidedBy", supersedes,
   counted_from as "countedFrom", starts_at as "startsAt", ends_at as "endsAt", ended_at as "endedAt",
   ended_because as "endedBecause", ended_by as "endedBy", version`;

// The database keeps the bases whole (`basis_is_whole`), so what a kind needs is there.
function basisOf(row: Flat): Basis {
  switch (row.basisKind) {
    case 'own-result-chain':
      return {
        kind: row.basisKind,
        escalationId: row.escalationId,
        tubeId: row.tubeId,
        resultVersion: row.resultVersion,
      };
    case 'contact-link':
      return {
        kind: row.basisKind,
        contactId: row.contactId,
        indexCaseId: row.indexCaseId,
        decidedBy: row.basisDecidedBy,
      };
    case 'authority-order': {
      const { orderId, orderNumber, signedBy, countersignedBy } = row;
      return { kind: row.basisKind, orderId, orderNumber, signedBy, countersignedBy };
    }
  }
}

export function toMeasure(row: MeasureRow): Measure {
  const { measureId, kind, category, reason, place, siteCode, decidedBy, supersedes, countedFrom } = row;
  const { authority, decreeNumber, legalBasis, packId, packVersion, policyVersion, remedyZh, remedyEn, remedyPhone } =
    row;
  const { startsAt, endsAt, endedAt, endedBecause, endedBy, version } = row;
  return {
    ...{ measureId, kind, category, reason, place, siteCode, decidedBy, supersedes, countedFrom },
    basis: basisOf(row),
    ground: {
      authority,
      decreeNumber,
      legalBasis,
      packId,
      packVersion,
      policyVersion,
      remedyZh,
      remedyEn,
      remedyPhone,
    },
    ...{ startsAt, endsAt, version },
    ended: endedAt === null || endedBecause === null ? null : { at: endedAt, because: endedBecause, by: endedBy },
  };
}

export type AppealRow = Omit<Appeal, 'answer'> & {
  readonly decision: 'upheld' | 'lifted' | null;
  readonly decisionReason: AppealReason | null;
  readonly decisionWords: string | null;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
};

export const appealColumnsSql = `appeal_id as "appealId", measure_id as "measureId", ground, words, filed_by as "filedBy",
   filed_via as "filedVia", filed_at as "filedAt", owner_role as "ownerRole", policy_version as "policyVersion",
   due_at as "dueAt", decision, decision_reason as "decisionReason", decision_words as "decisionWords",
   decided_by as "decidedBy", decided_at as "decidedAt"`;

export function toAppeal({
  decision,
  decisionReason,
  decisionWords,
  decidedBy,
  decidedAt,
  ...appeal
}: AppealRow): Appeal {
  const isAnswered = decision !== null && decisionReason !== null && decidedBy !== null && decidedAt !== null;
  if (!isAnswered) return { ...appeal, answer: null };
  return { ...appeal, answer: { decision, reason: decisionReason, words: decisionWords ?? '', decidedBy, decidedAt } };
}
