import { tableOf } from '@lib/contracts/columns/column';
import type { TableEntry } from '@lib/contracts/columns/column';
import { houseWords } from '@lib/contracts/columns/column-words';

const table = tableOf(houseWords);

/** Notification: the ledger of alarms. Addresses are never here. */
export const notificationTables: readonly TableEntry[] = [
  table(
    'escalations',
    'alarms and their ladder',
    'measures',
    `escalation_id campaign_id tube_id result_version finding purpose order_id site_code district_code lab_code upload_id
     alarm_share_of_upload state raised_at opened_at recorded_at queued_at listed_at received_at taken_at taken_by
     revoked_at revoked_reason next_rung_at version`,
    {
      attempt: ['none', 'how often the job was queued'],
      rung: ['operational', 'how far the ladder has climbed'],
    },
  ),
  table(
    'escalation_members',
    'who is in the tube',
    'measures',
    'escalation_id position subject_kind subject_id case_id acknowledged_at',
  ),
  table(
    'rungs',
    'each step of the ladder',
    'measures',
    'escalation_id role_due due_at recorded_at policy_version reason',
    { rung: ['operational', 'how far the ladder has climbed'] },
  ),
  table(
    'withdrawals',
    'detections that the laboratory took back',
    'measures',
    'tube_id supersedes result_version reason actor recorded_at',
  ),
  table('campaigns', 'campaigns', 'view', 'campaign_id kind time_scale recorded_at'),
  table('campaign_policies', 'policies by version', 'plan', 'campaign_id version policy recorded_at'),
];
