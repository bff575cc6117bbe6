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
      failed_at: ['operational', 'when somebody was last paged about its broken job'],
      ...words('operational', 'whose duty it is, and since when', 'owner_role owner_duty_id owner_since'),
      attempt: ['none', 'how often the job was queued'],
      rung: ['operational', 'how far the ladder has climbed'],
    },
  ),
  table(
    'dispatches',
    'who is told of an alarm or an overdue task, with owner and clock',
    'measures',
    `escalation_id campaign_id kind site_code district_code opened_at queued_at received_at taken_at taken_by next_rung_at
     policy_version version`,
    {
      dispatch_id: ['operational', 'the dispatch'],
      task_id: ['operational', 'the task that it is about'],
      slot: ['operational', 'which of the receivers of one alarm it is'],
      division_code: ['operational', 'the community that it is for'],
      stands_in: ['operational', 'true while it answers for people whose residence nobody has told'],
      ...words('operational', 'whom it is for, and how far its ladder has climbed', 'role_due rung'),
      called_at: ['operational', 'when it last called'],
      ...words('none', 'counts of calls, of told calls, of attempts, and the fence', 'call told_call attempt epoch'),
      ...words('operational', 'when and why nobody is needed any more', 'ended_at ended_reason'),
      failed_at: ['operational', 'when somebody was last paged about its broken job'],
      ...words('operational', 'whose duty it is, and since when', 'owner_role owner_duty_id owner_since'),
      ...words('pseudonym', 'account of the member of staff', 'owner_person offered_person offered_by'),
      ...words('operational', 'to whom it is offered, and since when', 'offered_role offered_at'),
    },
  ),
  table('dispatch_calls', 'every call that a dispatch made', 'measures', 'role reason policy_version', {
    dispatch_id: ['operational', 'the dispatch'],
    call: ['none', 'number of the call'],
    rung: ['operational', 'how far the ladder has climbed'],
    person: ['pseudonym', 'account of the member of staff who was called'],
    duty_id: ['operational', 'the duty'],
    called_at: ['operational', 'when'],
  }),
  table('dispatch_acts', 'what people did with a dispatch', 'measures', 'act role version', {
    dispatch_id: ['operational', 'the dispatch'],
    ...words('pseudonym', 'account of the member of staff', 'person to_person'),
    to_role: ['operational', 'to whom it was offered'],
    acted_at: ['operational', 'when'],
  }),
  table('residences', 'in which division the people of a detected tube live', 'measures', 'tube_id recorded_at', {
    participant_id: ['pseudonym', 'the person'],
    division_code: ['sensitive', 'the division, never finer than a community'],
  }),
  table('duties', 'who is on duty, where and when', 'trace', 'role district_code starts_at ends_at recorded_at', {
    duty_id: ['operational', 'the duty'],
    place_code: ['operational', 'the division or site that it answers for'],
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
