import { tableOf, words } from '@lib/contracts/columns/column';
import type { TableEntry } from '@lib/contracts/columns/column';
import { houseWords } from '@lib/contracts/columns/column-words';

const table = tableOf(houseWords);

/** Lab: tubes, uploads, results. Person columns of files are dropped by the parser before anything is written. */
export const labTables: readonly TableEntry[] = [
  table('labs', 'laboratories', 'plan', 'lab_code registered_by recorded_at', {
    name: ['operational', 'name of the laboratory'],
  }),
  table(
    'boxes',
    'boxes on their way',
    'pseudonymous',
    'batch_id campaign_id site_code lab_code seal_number tubes_counted handed_at recorded_at',
    {
      arrival_sequence: ['none', 'order of its facts'],
      priority_tubes: ['operational', 'how many of its tubes were drawn on an order'],
    },
  ),
  table(
    'retests',
    'tubes that are to be tested again',
    'pseudonymous',
    'tube_id campaign_id site_code reason requested_at due_at recorded_at outcome result_version answered_at',
    {
      asked_version: ['operational', 'the version about which it was asked'],
      answered_by: ['pseudonym', 'account of the supervisor who answered'],
    },
  ),
  table(
    'awaited_tubes',
    'tubes for whose result somebody waits in a room',
    'pseudonymous',
    'tube_id campaign_id site_code due_at recorded_at',
    {
      setting: ['operational', 'at a fever clinic or at a gate'],
      awaited_since: ['operational', 'when the wait began'],
    },
  ),
  table(
    'arrivals',
    'what was counted at the door',
    'pseudonymous',
    'id batch_id lab_code received rejected counted_by device_id captured_at recorded_at told_at',
  ),
  table(
    'expected_tubes',
    'tubes that were announced',
    'pseudonymous',
    `tube_id campaign_id round_id site_code purpose order_id members sampled_at batch_id handed_campaign_id
     handed_site_code lab_code specimens recorded_at`,
    words('operational', 'the chain of hands up to hand-over', 'handed_custody_seq handed_custody_hash'),
  ),
  table(
    'lab_tubes',
    'tubes in the laboratory',
    'pseudonymous',
    'tube_id state lab_code batch_id received_at custody_seq custody_hash recorded_at changed_at',
    words('none', 'order of its facts', 'result_sequence detection_sequence'),
  ),
  table(
    'custody_entries',
    'the chain of hands of a tube',
    'pseudonymous',
    'tube_id seq step actor device_id place reason captured_at recorded_at hash',
    { detail: ['operational', 'what was counted or read at this step'] },
  ),
  table(
    'bench_acts',
    'what was done to a tube in the laboratory',
    'pseudonymous',
    'id tube_id lab_code kind batch_id reason actor device_id captured_at recorded_at state',
    { note: ['operational', 'a remark about the tube; numbers of people are masked'] },
  ),
  table(
    'uploads',
    'result files, by digest; the bytes are not kept',
    'pseudonymous',
    'id lab_code rows_read bytes alarm_share uploaded_by device_id captured_at recorded_at released_by released_at',
    {
      ...words(
        'operational',
        'the file’s digest, form, character set and column titles',
        'sha256 format encoding titles',
      ),
    },
  ),
  table(
    'upload_rows',
    'each row of an upload and what became of it',
    'pseudonymous',
    'upload_id row lab_code tube_id finding outcome result_version recorded_at settled_at',
    {
      ...words(
        'operational',
        'barcode as written, values and times of the assay',
        'tube_text ct tested_at tested_precision_ms',
      ),
      ...words('operational', 'barcode as written, values and times of the assay', 'time_is_unreadable kit run well'),
      cells: ['operational', 'cells of the row without the person columns, numbers of people masked'],
      ...words('operational', 'why it was refused, and in which column', 'code code_column'),
    },
  ),
  table(
    'results',
    'versions of each result',
    'pseudonymous',
    `tube_id version supersedes status finding lab_code upload_id row confirmed_by_upload_id policy_version uploaded_by
     recorded_by device_id reason captured_at recorded_at released_by released_at`,
    {
      effective: ['operational', 'whether this version holds'],
      gate: ['operational', 'which gate holds its release'],
      tested_at: ['operational', 'when the assay ran'],
    },
  ),
  table(
    'asked_corrections',
    'corrections that wait for a second person',
    'pseudonymous',
    'tube_id result_version finding lab_code reason asked_by recorded_at confirmed_by confirmed_at',
  ),
  table(
    'admitted_rows',
    'rows let in by a person',
    'pseudonymous',
    'upload_id row tube_id lab_code reason admitted_by recorded_at',
  ),
  table('campaigns', 'campaigns', 'view', 'campaign_id kind time_scale recorded_at'),
  table('campaign_policies', 'policies by version', 'plan', 'campaign_id version policy recorded_at'),
  table(
    'referrals',
    'specimens at a second laboratory, with both results',
    'pseudonymous',
    'tube_id result_version campaign_id site_code upload_id row received_at tested_at decision decided_by decided_at',
    {
      referral_id: ['operational', 'the referral'],
      ...words('operational', 'from which laboratory to which', 'from_lab to_lab'),
      ...words('sensitive', 'what each laboratory found', 'first_finding second_finding'),
      ...words('pseudonym', 'account of the member of staff who did it', 'referred_by received_by found_by'),
      ...words('operational', 'when, by the database', 'referred_at found_at'),
      tested_at: ['operational', 'when the assay of the second laboratory ran'],
      decision: ['operational', 'which of two results stands, or that it is drawn again'],
    },
  ),
];
