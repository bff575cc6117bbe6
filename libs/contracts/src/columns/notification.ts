import { tableOf, words } from '@lib/contracts/columns/column';
import type { TableEntry } from '@lib/contracts/columns/column';
import { noticeTables } from '@lib/contracts/columns/notification-notices';
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
      owner_person: ['pseudonym', 'account of the member of staff who answers for it'],
      ...words('operational', 'whose duty it is, and since when', 'owner_role owner_duty_id owner_since'),
      attempt: ['none', 'how often the job was queued'],
      rung: ['operational', 'how far the ladder has climbed'],
    },
  ),
  table('duties', 'who is on duty, where and when', 'trace', 'role district_code starts_at ends_at recorded_at', {
    duty_id: ['operational', 'the duty'],
    ended_at: ['operational', 'when it was ended early'],
    ...words('pseudonym', 'account of the member of staff', 'person put_by ended_by'),
  }),
  table('calls', 'every call that an alarm made', 'measures', 'escalation_id role reason policy_version', {
    call: ['none', 'number of the call'],
    rung: ['operational', 'how far the ladder has climbed'],
    person: ['pseudonym', 'account of the member of staff who was called'],
    duty_id: ['operational', 'the duty'],
    called_at: ['operational', 'when'],
  }),
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
  ...noticeTables,
  table('campaigns', 'campaigns', 'view', 'campaign_id kind time_scale recorded_at'),
  table('campaign_policies', 'policies by version', 'plan', 'campaign_id version policy recorded_at'),
];
