import type { Finding, SubjectKind, TubePurpose } from '@lib/vocabulary';
import { districtOfSite } from '@lib/vocabulary';
import type { Escalation } from './escalation.decider.js';
import { stateOf } from './escalation.decider.js';

/** An escalation as its table holds it. */
export interface EscalationRow {
  readonly escalation_id: string;
  readonly campaign_id: string;
  readonly tube_id: string;
  readonly result_version: number;
  readonly finding: Exclude<Finding, 'not-detected' | 'invalid'>;
  readonly purpose: TubePurpose;
  readonly order_id: string | null;
  readonly site_code: string;
  readonly lab_code: string;
  readonly upload_id: string;
  readonly alarm_share_of_upload: number;
  readonly raised_at: Date;
  readonly opened_at: Date;
  readonly attempt: number;
  readonly listed_at: Date | null;
  readonly received_at: Date | null;
  readonly taken_at: Date | null;
  readonly taken_by: string | null;
  readonly revoked_at: Date | null;
  readonly revoked_reason: string | null;
  readonly version: number;
}

export interface MemberRow {
  readonly escalation_id: string;
  readonly position: number;
  readonly subject_kind: SubjectKind;
  readonly subject_id: string;
  readonly case_id: string | null;
  readonly acknowledged_at: Date | null;
}

/** Columns that are written when an escalation opens, with their types. */
export const escalationColumns = {
  escalation_id: 'uuid',
  campaign_id: 'uuid',
  tube_id: 'text',
  result_version: 'int',
  finding: 'text',
  purpose: 'text',
  order_id: 'uuid',
  site_code: 'text',
  district_code: 'text',
  lab_code: 'text',
  upload_id: 'uuid',
  alarm_share_of_upload: 'double precision',
  raised_at: 'timestamptz',
  opened_at: 'timestamptz',
  recorded_at: 'timestamptz',
  state: 'text',
  listed_at: 'timestamptz',
  received_at: 'timestamptz',
  taken_at: 'timestamptz',
  taken_by: 'text',
  revoked_at: 'timestamptz',
  revoked_reason: 'text',
  version: 'int',
};

/** Columns that change after that; attempt, queue time and rung have writers of their own. */
export const changingColumns = [
  'state',
  'listed_at',
  'received_at',
  'taken_at',
  'taken_by',
  'revoked_at',
  'revoked_reason',
  'version',
];

export const memberColumns = {
  escalation_id: 'uuid',
  position: 'int',
  subject_kind: 'text',
  subject_id: 'uuid',
  case_id: 'uuid',
  acknowledged_at: 'timestamptz',
};

export function toRow(escalation: Escalation): Record<string, unknown> {
  return {
    escalation_id: escalation.escalationId,
    campaign_id: escalation.campaignId,
    tube_id: escalation.tubeId,
    result_version: escalation.resultVersion,
    finding: escalation.finding,
    purpose: escalation.purpose,
    order_id: escalation.orderId,
    site_code: escalation.siteCode,
    district_code: districtOfSite(escalation.siteCode),
    lab_code: escalation.labCode,
    upload_id: escalation.uploadId,
    alarm_share_of_upload: escalation.alarmShareOfUpload,
    raised_at: escalation.raisedAt,
    opened_at: escalation.openedAt,
    recorded_at: escalation.openedAt,
    state: stateOf(escalation),
    listed_at: escalation.listedAt,
    received_at: escalation.receivedAt,
    taken_at: escalation.takenAt,
    taken_by: escalation.takenBy,
    revoked_at: escalation.revokedAt,
    revoked_reason: escalation.revokedReason,
    version: escalation.version,
  };
}

export function toMemberRows({ escalationId, members }: Escalation): MemberRow[] {
  return members.map((member) => ({
    escalation_id: escalationId,
    position: member.position,
    subject_kind: member.subjectKind,
    subject_id: member.subjectId,
    case_id: member.caseId,
    acknowledged_at: member.acknowledgedAt,
  }));
}

export function fromRows(row: EscalationRow, members: readonly MemberRow[]): Escalation {
  return {
    escalationId: row.escalation_id,
    campaignId: row.campaign_id,
    tubeId: row.tube_id,
    resultVersion: row.result_version,
    finding: row.finding,
    purpose: row.purpose,
    orderId: row.order_id,
    siteCode: row.site_code,
    labCode: row.lab_code,
    uploadId: row.upload_id,
    alarmShareOfUpload: row.alarm_share_of_upload,
    raisedAt: row.raised_at,
    openedAt: row.opened_at,
    attempt: row.attempt,
    listedAt: row.listed_at,
    receivedAt: row.received_at,
    takenAt: row.taken_at,
    takenBy: row.taken_by,
    revokedAt: row.revoked_at,
    revokedReason: row.revoked_reason,
    version: row.version,
    members: members.map((member) => ({
      position: member.position,
      subjectKind: member.subject_kind,
      subjectId: member.subject_id,
      caseId: member.case_id,
      acknowledgedAt: member.acknowledged_at,
    })),
  };
}
