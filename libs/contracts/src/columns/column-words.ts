import { words } from '@lib/contracts/columns/column';
import type { ColumnWords } from '@lib/contracts/columns/column';

const staff = 'account of the member of staff who did it';
const when = 'when it happened, by the database';
const device = 'the device it was done on, and its place in that device’s journal';

const people: ColumnWords = {
  ...words('pseudonym', 'random number that stands for a person in one campaign', 'participant_id'),
  ...words('pseudonym', 'pseudonym of the person, or the code of the place or goods', 'subject_id'),
  ...words('operational', 'whether a person, a place or goods', 'subject_kind kind_of_subject'),
  ...words('pseudonym', 'pseudonyms of those in the tube, packed', 'members'),
  ...words(
    'pseudonym',
    staff,
    `actor opened_by sealed_by voided_by undone_by closed_by registered_by imported_by started_by counted_by uploaded_by
     released_by recorded_by admitted_by asked_by confirmed_by decided_by taken_by taken_over_by handed_over_by done_by
     made_by proposed_by basis_decided_by basis_signed_by basis_countersigned_by`,
  ),
};

const places: ColumnWords = {
  ...words('operational', 'the campaign it belongs to', 'campaign_id handed_campaign_id'),
  ...words('operational', 'whether a drill or live; the two never mix', 'campaign_kind'),
  ...words('operational', 'the round it belongs to', 'round_id'),
  ...words('operational', 'the sampling site', 'site_code handed_site_code'),
  ...words('operational', 'the county, by its division code', 'district_code'),
  ...words('operational', 'the laboratory', 'lab_code'),
  ...words('operational', device, 'device_id device_seq opened_device_id opened_device_seq sealed_device_id'),
  ...words('operational', device, 'sealed_device_seq voided_device_id voided_device_seq undone_device_id'),
  ...words('operational', device, 'undone_device_seq'),
  ...words('operational', 'where the tube is, in words of the house', 'place'),
};

const things: ColumnWords = {
  ...words('operational', 'barcode of the tube', 'tube_id earlier_tube_id basis_tube_id cause_tube_id'),
  ...words('operational', 'the box of tubes', 'batch_id box_code seal_number'),
  ...words('operational', 'place in the tube; with the barcode it names the specimen', 'position'),
  ...words('operational', 'the order to sample a person again', 'order_id'),
  ...words('operational', 'round or recollection', 'purpose'),
  ...words('operational', 'how many', 'specimens tubes_counted received rejected accepted duplicates rows persons'),
  ...words('operational', 'how many', 'tubes rows_read facts times alarm_persons sealed_persons voided_persons bytes'),
  ...words('operational', 'the alert', 'escalation_id basis_escalation_id'),
  ...words('operational', 'the upload and its row', 'upload_id row confirmed_by_upload_id'),
  ...words('operational', 'share of alarming rows in the upload', 'alarm_share alarm_share_of_upload'),
  ...words('operational', 'hash of the chain of hands, and its length', 'custody_hash custody_seq hash'),
  ...words('operational', 'who answers for it next', 'owner_role role_due'),
  ...words('sensitive', 'the case of a person in one campaign', 'case_id basis_index_case_id'),
  ...words('sensitive', 'what the laboratory found in the tube', 'finding release_finding'),
};

const times: ColumnWords = {
  ...words('operational', 'when, by the device: information only', 'captured_at opened_captured_at sealed_captured_at'),
  ...words('operational', 'when, by the device: information only', 'voided_captured_at undone_captured_at'),
  ...words('operational', 'when, by the device: information only', 'handed_over_captured_at newest_captured_at'),
  ...words(
    'operational',
    when,
    `recorded_at opened_at sealed_at voided_at undone_at closed_at handed_over_at handed_at received_at received_last
     rejected_at lost_at missing_at resulted_at released_at raised_at taken_at queued_at listed_at revoked_at withdrawn_at
     verified_at cleared_at requested_at ordered_at answered_at done_at changed_at settled_at confirmed_at stored_at
     registered_at found_at filed_at told_at acknowledged_at newest_recorded_at bucket_at at sampled_at
     opened_recorded_at first_seen_at last_seen_at last_tried_at applied_at issued_at proposed_at erased_at made_at
     retired_at destroyed_at decided_at published_at`,
  ),
  ...words(
    'operational',
    'when it is due, or ends',
    'due_at ends_at closes_at opens_at starts_at ended_at next_rung_at',
  ),
  ...words('operational', 'since when it holds', 'valid_from'),
  ...words('operational', 'by how much time limits are divided in a drill', 'time_scale'),
};

const mechanics: ColumnWords = {
  ...words('none', 'order of changes, so that none is lost or applied twice', 'version sequence seq last_seq entry'),
  ...words(
    'none',
    'order of changes, so that none is lost or applied twice',
    'aggregate_version facts_told last_sequence',
  ),
  ...words('none', 'hash over the order of a device’s entries', 'rolling_hash fingerprint'),
  ...words('operational', 'version of the policy under which it happened', 'policy_version taken_policy_version'),
  ...words('operational', 'values of the policy that hold', 'policy'),
  ...words(
    'operational',
    'version of the result it belongs to, and which one it replaces',
    'result_version supersedes',
  ),
  ...words('operational', 'where it stands in its course', 'state status step'),
  ...words('operational', 'why, as a word of a closed list', 'reason cause void_reason partial_reason revoked_reason'),
  ...words('operational', 'why, as a word of a closed list', 'rejection_reason ended_because'),
  ...words('operational', 'which kind, as a word of a closed list', 'kind type act outcome role stage'),
  ...words('none', 'id of the event', 'event_id caused_by'),
  ...words('none', 'number of the row', 'id line_id'),
};

/** What the columns of the house are for, by name. */
export const houseWords: ColumnWords = { ...people, ...places, ...things, ...times, ...mechanics };
