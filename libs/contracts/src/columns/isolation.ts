import { tableOf, words } from '@lib/contracts/columns/column';
import type { TableEntry } from '@lib/contracts/columns/column';
import { houseWords } from '@lib/contracts/columns/column-words';

const table = tableOf(houseWords);

const basis = {
  ...words('operational', 'what the measure rests on', 'basis_kind basis_order_number basis_result_version'),
  ...words('operational', 'authority, decree and policy pack', 'authority decree_number legal_basis policy_pack_id'),
  ...words('operational', 'how to appeal', 'remedy_zh remedy_en'),
};

/** Isolation: alarms, cases and measures, all by pseudonym. */
export const isolationTables: readonly TableEntry[] = [
  table('residences', 'in which division people of detected tubes live', 'measures', 'campaign_id participant_id', {
    division_code: ['sensitive', 'the division, never finer than a community'],
    district_code: ['sensitive', 'its county, whose officer sees the person too'],
    told_at: ['operational', 'when it was told'],
  }),
  table(
    'alerts',
    'screening alerts',
    'measures',
    `escalation_id campaign_id tube_id result_version finding purpose order_id site_code district_code
     upload_id lab_code alarm_share_of_upload raised_at received_at taken_at taken_by taken_policy_version version
     changed_at`,
    {
      ...words('pseudonym', 'account of the member of staff, where it is handed on', 'offered_to_person offered_by'),
      offered_at: ['operational', 'when it was offered'],
    },
  ),
  table('calls', 'how calls to people ended', 'measures', 'case_id campaign_id participant_id', {
    call_id: ['operational', 'the call'],
    outcome: ['sensitive', 'how it ended, as a word of a closed list'],
    called_by: ['pseudonym', 'account of the member of staff who called'],
    called_at: ['operational', 'when'],
  }),
  table(
    'alert_members',
    'who is in the tube of an alert',
    'measures',
    'escalation_id position subject_kind subject_id',
  ),
  table(
    'cases',
    'one case a person and campaign',
    'measures',
    'case_id campaign_id participant_id escalation_id site_code district_code opened_at changed_at version',
    { state: ['sensitive', 'where the case stands'] },
  ),
  table(
    'case_history',
    'every step of a case',
    'measures',
    `line_id campaign_id participant_id case_id act reason escalation_id tube_id result_version actor device_id
     policy_version caused_by captured_at recorded_at`,
    words('sensitive', 'state before and after', 'from_state to_state'),
  ),
  table(
    'measures',
    'holds and other acts on people, each with basis, end and remedy',
    'measures',
    `case_id campaign_id participant_id basis_escalation_id basis_tube_id basis_index_case_id basis_decided_by
     basis_signed_by basis_countersigned_by policy_version site_code decided_by device_id supersedes version captured_at
     recorded_at starts_at ends_at ended_at ended_because`,
    {
      ...basis,
      ...words(
        'operational',
        'what it rests on, and by which rules its days count',
        'basis_contact_id basis_order_id category',
      ),
      ...words(
        'operational',
        'what it rests on, and by which rules its days count',
        'counted_from policy_pack_version',
      ),
      remedy_phone: ['operational', 'telephone of the office that takes appeals; nobody’s own'],
      ended_by: ['pseudonym', 'account of the member of staff who ended it'],
      measure_id: ['sensitive', 'the measure'],
      kind: ['sensitive', 'which measure'],
      reason: ['sensitive', 'why'],
      place: ['operational', 'what kind of place, as a word; never an address'],
    },
  ),
  table(
    'call_backs',
    'people who are called back because their tube gives no result',
    'measures',
    `campaign_id participant_id tube_id reason owner_role site_code district_code order_id actor policy_version due_at
     recorded_at answered_at`,
    { call_back_id: ['operational', 'the call-back'] },
  ),
  table(
    'recollections',
    'orders to sample a person again',
    'measures',
    `order_id campaign_id participant_id cause cause_tube_id case_id site_code district_code state actor policy_version
     due_at requested_at changed_at`,
    { also_for: ['operational', 'what else the order serves: further causes and their tubes'] },
  ),
  table(
    'discordant_pools',
    'detected pools of which no member was detected',
    'measures',
    `escalation_id campaign_id tube_id result_version site_code district_code persons owner_role policy_version found_at`,
    {
      retest_due_at: ['operational', 'until when the laboratory tests the tube again'],
      retest_outcome: ['operational', 'whether the second test said the same'],
      retest_answered_at: ['operational', 'when the laboratory answered'],
    },
  ),
  table(
    'owed_swabs',
    'second swabs that members of discordant pools owe',
    'measures',
    'escalation_id participant_id campaign_id tube_id site_code state due_at changed_at',
    { begins_at: ['operational', 'before when it must not be drawn'] },
  ),
  table(
    'settled_results',
    'decisions on two results of one specimen, and whether what follows is owed',
    'measures',
    'tube_id campaign_id site_code result_version decided_by decided_at',
    {
      referral_id: ['operational', 'the referral'],
      decision: ['operational', 'which of two results stands, or that it is drawn again'],
      followed_at: ['operational', 'when what follows was owed; nothing while the alert has not come'],
    },
  ),
  table(
    'recollection_tubes',
    'single tubes drawn on an order',
    'measures',
    'tube_id campaign_id participant_id order_id site_code sealed_at result_version finding released_at recorded_at',
    { is_cancelled: ['operational', 'whether the order was taken back'] },
  ),
  table(
    'disinfections',
    'places and goods to be disinfected',
    'measures',
    `escalation_id position subject_kind subject_id site_code district_code owner_role policy_version due_at listed_at
     done_at done_by`,
  ),
  table(
    'tasks',
    'whatever must happen to a person, with owner and clock',
    'measures',
    `kind sequence campaign_id participant_id case_id site_code district_code lab_code owner_role taken_at state
     policy_version opened_by opened_at due_at next_rung_at outcome ended_at version facts_told changed_at`,
    {
      task_id: ['operational', 'the task'],
      subject: ['sensitive', 'what it is about: a case, a measure or a tube, by its id'],
      owner_person: ['pseudonym', 'account of the member of staff who has it'],
      ...words('operational', 'whom it is offered to, as a role', 'offered_to_role'),
      ...words('pseudonym', 'account of the member of staff, where it is handed on', 'offered_to_person offered_by'),
      offered_at: ['operational', 'when it was offered'],
      detail: ['sensitive', 'codes that belong to the kind; never words'],
      begins_at: ['operational', 'from when it can be done'],
      overdue_level: ['operational', 'how many levels of its owner’s side were called since it was due'],
      ended_by: ['pseudonym', 'account of the member of staff, or the part of the house, that ended it'],
    },
  ),
  table(
    'isolation_orders',
    'what is owed to a person in isolation, and until when',
    'measures',
    `campaign_id participant_id policy_version site_code district_code starts_at ends_at ended_at ended_because opened_at
     version`,
    {
      ...words('operational', 'the order, and by which rules its days count', 'order_id category policy_pack_id'),
      ...words('operational', 'the order, and by which rules its days count', 'counted_from test_days'),
      ...words('operational', 'swabs that were missing at the end', 'tests_missing'),
      ...words('operational', 'who signs the release, as a role, and when they did', 'release_role released_at'),
      released_by: ['pseudonym', 'account of the member of staff who signed'],
    },
  ),
  table('order_stages', 'where a person is isolated, one place after the other', 'measures', 'starts_at ends_at', {
    ...words('operational', 'the order, and when its stage was entered', 'order_id entered_at'),
    measure_id: ['sensitive', 'the measure behind the stage'],
    place: ['operational', 'what kind of place, as a word; never an address'],
  }),
  table('order_checks', 'calls, temperatures and swabs that are owed', 'measures', 'due_at done_at captured_at', {
    ...words('operational', 'what is owed, and when', 'check_id order_id kind sequence day begins_at opened_at state'),
    ...words('operational', 'the order for a swab, and whether it came from paper', 'recollection_id is_paper'),
    done_by: ['pseudonym', 'account of the member of staff who did it'],
    finding: ['sensitive', 'result of the swab of a test day'],
  }),
  table('order_acts', 'what was done and heard under an order', 'measures', 'actor captured_at recorded_at', {
    ...words(
      'operational',
      'the order and which check of it',
      'act_id order_id act check_kind check_sequence is_paper',
    ),
    detail: ['sensitive', 'codes of outcome, symptoms and needs, or a temperature; no free words'],
  }),
  table('order_fevers', 'fevers that wait for a doctor', 'measures', 'captured_at opened_at', {
    ...words('operational', 'the order and the reading', 'fever_id order_id act_id'),
    ...words('operational', 'when the doctor decided', 'decided_at'),
    ...words('sensitive', 'the reading, and what the doctor decided', 'tenths outcome'),
    decided_by: ['pseudonym', 'account of the doctor'],
  }),
  table('carers', 'who may be asked to look after people', 'measures', 'district_code ended_at', {
    ...words('pseudonym', 'accounts of members of staff', 'person put_by'),
    ...words('operational', 'their role, and since when', 'role put_at'),
  }),
  table('order_assignments', 'who looks after whom', 'measures', 'campaign_id district_code changed_at', {
    ...words('operational', 'the order, and the state of the answer', 'assignment_id order_id role state proposed_at'),
    ...words('pseudonym', 'accounts of members of staff', 'person proposed_by'),
  }),
  table('subjects', 'people it has heard of: the row that is locked', 'measures', 'campaign_id participant_id'),
  table('released_versions', 'which results were released', 'view', 'tube_id result_version recorded_at'),
  table(
    'withdrawals',
    'detections that the laboratory took back',
    'measures',
    'tube_id supersedes result_version reason actor recorded_at',
  ),
  table(
    'notice_outcomes',
    'how notices to people came out, for the list of corrections',
    'measures',
    'campaign_id participant_id kind outcome sequence',
    {
      notice_id: ['none', 'the notice'],
      ...words('operational', 'what it spoke of', 'cause_kind cause_id cause_version'),
      settled_at: ['operational', 'when'],
    },
  ),
  table('campaigns', 'campaigns', 'view', 'campaign_id kind time_scale recorded_at'),
  table('campaign_policies', 'policies by version', 'plan', 'campaign_id version policy recorded_at'),
];
