import { insertRows, updateRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { Appeal, Basis, Measure } from './measure.js';
import type { Subject } from './subject.js';

const whose = { campaign_id: 'uuid', participant_id: 'uuid' };
const measureKey = { measure_id: 'uuid' };
const endColumns = { ended_at: 'timestamptz', ended_because: 'text', ended_by: 'text', version: 'int' };
const measureColumns = {
  ...measureKey,
  case_id: 'uuid',
  ...whose,
  kind: 'text',
  category: 'text',
  basis_kind: 'text',
  basis_escalation_id: 'uuid',
  basis_tube_id: 'text',
  basis_result_version: 'int',
  basis_contact_id: 'uuid',
  basis_index_case_id: 'uuid',
  basis_decided_by: 'text',
  basis_order_id: 'uuid',
  basis_order_number: 'text',
  basis_signed_by: 'text',
  basis_countersigned_by: 'text',
  authority: 'text',
  decree_number: 'text',
  legal_basis: 'text',
  policy_pack_id: 'text',
  policy_pack_version: 'int',
  policy_version: 'int',
  reason: 'text',
  place: 'text',
  site_code: 'text',
  remedy_zh: 'text',
  remedy_en: 'text',
  remedy_phone: 'text',
  decided_by: 'text',
  supersedes: 'uuid',
  counted_from: 'timestamptz',
  recorded_at: 'timestamptz',
  starts_at: 'timestamptz',
  ends_at: 'timestamptz',
  ...endColumns,
};

function basisRow(basis: Basis): Record<string, unknown> {
  switch (basis.kind) {
    case 'own-result-chain':
      return {
        basis_escalation_id: basis.escalationId,
        basis_tube_id: basis.tubeId,
        basis_result_version: basis.resultVersion,
      };
    case 'contact-link':
      return {
        basis_contact_id: basis.contactId,
        basis_index_case_id: basis.indexCaseId,
        basis_decided_by: basis.decidedBy,
      };
    case 'authority-order':
      return {
        basis_order_id: basis.orderId,
        basis_order_number: basis.orderNumber,
        basis_signed_by: basis.signedBy,
        basis_countersigned_by: basis.countersignedBy,
      };
  }
}

const endRow = ({ ended, version }: Measure) => ({
  ended_at: ended?.at,
  ended_because: ended?.because,
  ended_by: ended?.by,
  version,
});

const measureRow = ({ campaignId, participantId, case: known }: Subject, one: Measure, at: Date) => ({
  measure_id: one.measureId,
  case_id: known?.caseId,
  campaign_id: campaignId,
  participant_id: participantId,
  kind: one.kind,
  category: one.category,
  basis_kind: one.basis.kind,
  ...basisRow(one.basis),
  authority: one.ground.authority,
  decree_number: one.ground.decreeNumber,
  legal_basis: one.ground.legalBasis,
  policy_pack_id: one.ground.packId,
  policy_pack_version: one.ground.packVersion,
  policy_version: one.ground.policyVersion,
  reason: one.reason,
  place: one.place,
  site_code: one.siteCode,
  remedy_zh: one.ground.remedyZh,
  remedy_en: one.ground.remedyEn,
  remedy_phone: one.ground.remedyPhone,
  decided_by: one.decidedBy,
  supersedes: one.supersedes,
  counted_from: one.countedFrom,
  recorded_at: at,
  starts_at: one.startsAt,
  ends_at: one.endsAt,
  ...endRow(one),
});

const answerColumns = {
  decision: 'text',
  decision_reason: 'text',
  decision_words: 'text',
  decided_by: 'text',
  decided_at: 'timestamptz',
};
const appealColumns = {
  appeal_id: 'uuid',
  measure_id: 'uuid',
  ...whose,
  ground: 'text',
  words: 'text',
  filed_by: 'text',
  filed_via: 'text',
  filed_at: 'timestamptz',
  owner_role: 'text',
  policy_version: 'int',
  due_at: 'timestamptz',
};

const appealRow = ({ campaignId, participantId }: Subject, one: Appeal) => ({
  appeal_id: one.appealId,
  measure_id: one.measureId,
  campaign_id: campaignId,
  participant_id: participantId,
  ground: one.ground,
  words: one.words,
  filed_by: one.filedBy,
  filed_via: one.filedVia,
  filed_at: one.filedAt,
  owner_role: one.ownerRole,
  policy_version: one.policyVersion,
  due_at: one.dueAt,
});

const answerRow = ({ appealId, answer }: Appeal) => ({
  appeal_id: appealId,
  decision: answer?.decision,
  decision_reason: answer?.reason,
  decision_words: answer?.words,
  decided_by: answer?.decidedBy,
  decided_at: answer?.decidedAt,
});

/**
 * Writes what changed. New measures are inserted and ends are updated, never both in one upsert: the guards of an insert
 * ask whether the basis stands and the pack is valid, which the end of a measure must not depend on.
 */
export async function writeMeasures(
  tx: Tx,
  changed: readonly { readonly before: Subject; readonly after: Subject }[],
): Promise<void> {
  const pairs = changed.filter(
    ({ before, after }) => before.measures !== after.measures || before.appeals !== after.appeals,
  );
  if (pairs.length === 0) return;
  const begun: Record<string, unknown>[] = [];
  const moved: Record<string, unknown>[] = [];
  const filed: Record<string, unknown>[] = [];
  const answered: Record<string, unknown>[] = [];
  for (const { before, after } of pairs) {
    const known = new Map(before.measures.map((one) => [one.measureId, one]));
    for (const one of after.measures) {
      const was = known.get(one.measureId);
      if (was === undefined) begun.push(measureRow(after, one, tx.recordedAt));
      else if (was !== one) moved.push({ measure_id: one.measureId, ...endRow(one) });
    }
    const objected = new Map(before.appeals.map((one) => [one.appealId, one]));
    for (const one of after.appeals) {
      const was = objected.get(one.appealId);
      if (was === undefined) filed.push(appealRow(after, one));
      if (one.answer !== null && !was?.answer) answered.push(answerRow(one));
    }
  }
  // A measure that continues another one points at it, and must come after it.
  begun.sort((a, b) => Number(a['supersedes'] !== null) - Number(b['supersedes'] !== null));
  await insertRows(tx, 'measures', measureColumns, begun);
  await updateRows(tx, 'measures', measureKey, endColumns, moved);
  await insertRows(tx, 'appeals', appealColumns, filed);
  await updateRows(tx, 'appeals', { appeal_id: 'uuid' }, answerColumns, answered);
}
