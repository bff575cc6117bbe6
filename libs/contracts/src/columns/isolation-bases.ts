import { tableOf, words } from '@lib/contracts/columns/column';
import type { TableEntry } from '@lib/contracts/columns/column';
import { houseWords } from '@lib/contracts/columns/column-words';

const table = tableOf({
  ...houseWords,
  ...words('sensitive', 'the measure', 'measure_id'),
  ...words('operational', 'why somebody is a contact, as a word of a closed list', 'category'),
  ...words('operational', 'what was decided, and why, as words of closed lists', 'decision decision_reason'),
});
const account = 'account of the member of staff who did it';

/** What measures rest on, and how people object to them: by pseudonym. */
export const basisTables: readonly TableEntry[] = [
  table(
    'appeals',
    'objections to measures, with reviewer and clock',
    'measures',
    `measure_id campaign_id participant_id filed_at owner_role policy_version due_at decision decision_reason decided_by`,
    {
      appeal_id: ['operational', 'the objection'],
      ...words('operational', 'on what ground, and by which door it came', 'ground filed_via'),
      ...words('sensitive', 'free words, screened of numbers that could name somebody', 'words decision_words'),
      filed_by: ['pseudonym', 'who objects, by pseudonym, or the account that took the call'],
      decided_at: ['operational', 'when it was decided'],
    },
  ),
  table(
    'authority_orders',
    'orders of an authority, signed by two',
    'measures',
    'order_id campaign_id category site_code district_code',
    {
      ...words('operational', 'whether it names persons or a place, and until when', 'covers valid_until'),
      ...words('operational', 'number, authority, legal basis', 'order_number authority legal_basis'),
      ...words('pseudonym', account, 'signed_by countersigned_by'),
      ...words('operational', 'when it was signed, counts, and the auditor was told', 'signed_at countersigned_at'),
      ...words('operational', 'when it was signed, counts, and the auditor was told', 'counts_from auditor_told_at'),
    },
  ),
  table(
    'authority_order_persons',
    'whom an order names, by pseudonym',
    'measures',
    'order_id campaign_id participant_id',
    { named_by: ['pseudonym', account], named_at: ['operational', 'when, by the database'] },
  ),
  table(
    'contact_links',
    'who was near whom: proposed by software or people, decided by people',
    'measures',
    'campaign_id participant_id kind category site_code district_code proposed_by decision decided_by',
    {
      contact_id: ['sensitive', 'the link'],
      index_case_id: ['sensitive', 'case of the person whose contact it is'],
      question_id: ['operational', 'the question that found them; empty when a person named them'],
      index_participant_id: ['pseudonym', 'pseudonym of the person whose contact it is'],
      linked_by: ['operational', 'what links them: a tube, a household'],
      proposed_again_as: ['sensitive', 'the link that laid the contact before somebody again'],
      ...words(
        'operational',
        'when they met, and by when it is decided',
        'last_contact_at proposed_at decide_by decided_at',
      ),
    },
  ),
  table(
    'contact_questions',
    'of whom it was asked who was near, and which answers came',
    'measures',
    'campaign_id case_id participant_id category policy_version',
    {
      question_id: ['operational', 'the question'],
      contact_id: ['sensitive', 'the decided link through which the person is near'],
      ...words('operational', 'from when, and when it was asked', 'from_at asked_at'),
      ...words('operational', 'how many were found', 'neighbour_parts_told neighbours_found household_found'),
      ...words('operational', 'when the answer came', 'neighbours_told_at household_told_at look_back_told_at'),
    },
  ),
  table('households', 'who lives together, so that they are visited once', 'measures', 'campaign_id participant_id', {
    household_key: ['pseudonym', 'opaque key, equal for people of one residence in one campaign'],
    told_at: ['operational', 'when registration said so'],
  }),
  table(
    'look_back_tubes',
    'tubes in which the person of a verified case was before: was an earlier not-detected wrong?',
    'measures',
    'case_id tube_id campaign_id site_code purpose sampled_at lab_code state finding result_version released_at',
    { tested_at: ['operational', 'when it was tested'] },
  ),
  table('passes', 'ways out that are never blocked', 'measures', 'measure_id campaign_id participant_id', {
    pass_id: ['operational', 'the pass'],
    purpose: ['sensitive', 'urgent care, birth or dialysis'],
    granted_by: ['pseudonym', account],
    ...words('operational', 'from when until when', 'granted_at valid_until'),
  }),
];
