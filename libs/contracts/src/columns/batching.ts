import { tableOf, words } from '@lib/contracts/columns/column';
import type { TableEntry } from '@lib/contracts/columns/column';
import { houseWords } from '@lib/contracts/columns/column-words';

const table = tableOf(houseWords);

const hands = words('pseudonym', 'accounts of the staff through whose hands the tube went', 'hands');

/** Batching: tubes, who is in them, boxes. It knows pseudonyms and no person. */
export const batchingTables: readonly TableEntry[] = [
  table(
    'tubes',
    'each tube from opening to hand-over',
    'pseudonymous',
    `tube_id campaign_id campaign_kind policy_version round_id site_code purpose order_id state specimens members opened_by
     opened_device_id opened_device_seq opened_captured_at opened_at sealed_by sealed_device_id sealed_device_seq
     sealed_captured_at sealed_at partial_reason voided_by voided_device_id voided_device_seq voided_captured_at voided_at
     void_reason batch_id custody_seq custody_hash facts_told version`,
    {
      ...hands,
      capacity: ['operational', 'how many specimens it takes'],
      seal_digest: ['operational', 'hash over the members at sealing'],
    },
  ),
  table(
    'open_members',
    'who is in a tube that is still open',
    'pseudonymous',
    'tube_id subject_id position subject_kind actor device_id device_seq captured_at recorded_at',
  ),
  table(
    'undone_scans',
    'scans that were undone, so that none vanishes',
    'pseudonymous',
    `tube_id device_id device_seq position subject_kind subject_id actor captured_at recorded_at undone_by
     undone_device_id undone_device_seq undone_captured_at undone_at`,
  ),
  table(
    'participant_tubes',
    'which tubes a pseudonym is in: attendance is provable',
    'pseudonymous',
    'entry participant_id campaign_id round_id tube_id position purpose recorded_at filed_at',
  ),
  table('tubes_to_file', 'sealed tubes that wait for the directory', 'view', 'entry tube_id recorded_at'),
  table(
    'round_conflicts',
    'people with a second tube in a round',
    'pseudonymous',
    'round_id participant_id tube_id earlier_tube_id campaign_id found_at',
  ),
  table(
    'batches',
    'boxes and who holds them',
    'pseudonymous',
    `batch_id box_code campaign_id site_code lab_code state opened_by opened_at tubes_counted seal_number handed_over_by
     taken_over_by handed_over_captured_at handed_over_at policy_version facts_told version`,
  ),
  table(
    'custody_entries',
    'the chain of hands of a tube',
    'pseudonymous',
    'tube_id seq step actor device_id place reason captured_at recorded_at hash',
    { detail: ['operational', 'what was counted or read at this step'] },
  ),
  table(
    'device_cursors',
    'how far each device’s journal was taken',
    'pseudonymous',
    'device_id last_seq rolling_hash campaign_id site_code actor recorded_at',
  ),
  table(
    'journal_exceptions',
    'entries of journals that were refused or contradict',
    'pseudonymous',
    'device_id seq fingerprint campaign_id site_code actor kind tube_id subject_kind subject_id outcome reason captured_at recorded_at',
    { answer: ['operational', 'what the device was told'] },
  ),
  table(
    'binding_reports',
    'reports that a tube holds other swabs than the record says',
    'pseudonymous',
    'report_id kind state tube_id campaign_id site_code specimens due_at decided_by decided_at',
    {
      report_id: ['operational', 'the report'],
      swabs: ['operational', 'how many swabs were counted'],
      reported_by: ['pseudonym', 'account of the member of staff who did it'],
      reported_at: ['operational', 'when it happened, by the database'],
    },
  ),
  table('binding_people', 'whom a report concerns', 'pseudonymous', 'participant_id', {
    report_id: ['operational', 'the report'],
    part: ['operational', 'as what: on record in the tube, in truth in it, or a candidate'],
    other_tube_id: ['operational', 'the tube that the record has the person in'],
    is_called: ['operational', 'whether an approval had the person called back'],
  }),
  table(
    'known_campaigns',
    'campaigns as registration told them',
    'view',
    'campaign_id kind policy_version recorded_at',
    {
      time_scale: ['operational', 'by how much time limits are divided in a drill'],
      unbound_minutes_max: ['operational', 'minutes around a tube in which a swab too many may be somebody’s'],
      binding_minutes_max: ['operational', 'minutes in which a report about a tube is decided'],
      tube_hours_max: ['operational', 'hours after which a tube without result is past its clock'],
      tube_capacities: ['operational', 'sizes of tubes that the policy allows'],
    },
  ),
  table(
    'known_rounds',
    'rounds as registration told them',
    'view',
    'round_id campaign_id opens_at closes_at closed_at recorded_at',
    { number: ['operational', 'number of the round in its campaign'] },
  ),
];
