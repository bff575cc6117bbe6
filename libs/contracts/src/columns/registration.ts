import { tableOf, words } from '@lib/contracts/columns/column';
import type { TableEntry } from '@lib/contracts/columns/column';
import { houseWords } from '@lib/contracts/columns/column-words';

const table = tableOf(houseWords);

const sealed = (what: string) => ['personal', `${what}; AES-256-GCM under the campaign’s key`] as const;

/** Registration: the plan, the places and the people. The only room with personal data. */
export const registrationTables: readonly TableEntry[] = [
  table(
    'participants',
    'to know a person again at the site, and to reach those who are called back',
    'identity',
    'participant_id campaign_id registered_by captured_at recorded_at',
    {
      key_id: ['operational', 'key under which the row is sealed'],
      id_number_index: ['personal', 'HMAC of the card number under the campaign’s key: finds a card, tells nothing'],
      card_kind: ['personal', 'what kind of card'],
      card_number_sealed: sealed('number of the card'),
      name_sealed: sealed('name'),
      phone_sealed: sealed('telephone'),
      address_sealed: sealed('address'),
      guardian_participant_id: [
        'pseudonym',
        'who must be present when a minor is drawn, where that person is on record',
      ],
      guardian_contact_sealed: sealed('name and telephone of the guardian of a minor'),
      residence_index: [
        'personal',
        'HMAC of the residence under the campaign’s key: finds who lives together, tells nothing',
      ],
      division_code: ['personal', 'division of residence, to tell the district that answers for them'],
      roster_id: ['operational', 'roster that brought them'],
      site_code: ['operational', 'site whose desk registered them'],
    },
  ),
  table(
    'unreadable_values',
    'values that did not open: somebody may have altered them',
    'trace',
    'participant_id first_seen_at last_seen_at times',
    {
      column_name: ['operational', 'which column'],
      key_id: ['operational', 'key under which it should open'],
    },
  ),
  table(
    'rosters',
    'each file of people, once',
    'plan',
    'campaign_id rows accepted duplicates rejected imported_by captured_at recorded_at',
    {
      updated: ['operational', 'how many known people got a new telephone or address'],
      bound_to: ['operational', 'district whose rows were taken; empty for all'],
      roster_id: ['operational', 'the roster'],
      ...words(
        'operational',
        'the file’s digest, form and character set; the bytes are not kept',
        'sha256 format encoding',
      ),
    },
  ),
  table('roster_rows_refused', 'what the sender of a roster has to mend', 'refused', 'row outcome', {
    roster_id: ['operational', 'the roster'],
    fault: ['none', 'number of the fault in its row'],
    column_name: ['operational', 'title of the column'],
    masked_value: ['personal', 'the cell, masked: both ends and its length'],
    ...words('operational', 'what is wrong and what to do', 'code message hint'),
  }),
  table(
    'contact_changes',
    'who corrected how somebody is reached; never what it was or is',
    'trace',
    'participant_id actor role recorded_at',
    {
      change_id: ['none', 'the change'],
      ...words('operational', 'which fields, and whether a roster or a desk brought it', 'fields source'),
      reason: ['operational', 'why, in the words of the desk; what it repeats of the person is struck out'],
      roster_id: ['operational', 'the roster'],
    },
  ),
  table('lookup_counts', 'how much each caller asked for, minute by minute; not what', 'trace', 'actor kind', {
    minute: ['operational', 'the minute'],
    ...words('operational', 'how many were asked for, and how many nobody has', 'asked missed'),
    is_probing: ['operational', 'whether it was counting through cards'],
  }),
  table('retention_rules', 'how many days rows of a table are kept', 'plan', '', {
    ...words('operational', 'which table, how long, and what says so', 'table_name days source'),
  }),
  table(
    'campaign_keys',
    'keys of campaigns, wrapped by a key outside the database',
    'keys',
    'campaign_id made_by made_at retired_at destroyed_at',
    {
      ...words('operational', 'which key, and which key wraps it', 'key_id wrapping_key_id'),
      purpose: ['operational', 'to seal, or to index'],
      wrapped: ['secret', 'the key, wrapped; null once it is destroyed'],
    },
  ),
  table(
    'campaign_closings',
    'who closed a campaign, and what it held then',
    'plan',
    'campaign_id proposed_by proposed_at confirmed_by confirmed_at erased_at',
    {
      reason: ['operational', 'why it was closed'],
      keys_destroyed: ['operational', 'ids of the keys that were destroyed'],
      before: ['operational', 'rows with a value, by column, before the deletion'],
    },
  ),
  table('campaign_certificates', 'what was certified', 'plan', 'campaign_id issued_at', {
    certificate_id: ['operational', 'the certificate'],
    ...words('operational', 'the certificate, signed, and its digest', 'sha256 signed'),
  }),
  table(
    'campaigns',
    'campaigns',
    'plan',
    'campaign_id kind time_scale policy_version version opened_by captured_at opened_at closed_at',
    {
      name: ['operational', 'name of the campaign'],
      target_persons: ['operational', 'how many people are expected'],
    },
  ),
  table(
    'policy_packs',
    'versions of the packs under which measures may be taken; public',
    'plan',
    'version issuer number area valid_from recorded_at',
    {
      pack_id: ['operational', 'the pack'],
      kind: ['operational', 'for drills or for live campaigns; the two never mix'],
      ...words('operational', 'authority, law and where to read it', 'issuer number legal_basis source'),
      area: ['operational', 'where it may be put in force, by division code'],
      valid_to: ['operational', 'until when it holds'],
      ...words('operational', 'what it is about', 'disease targets rules hold_hours_max'),
      ...words('operational', 'how to appeal; a public number', 'remedy_zh remedy_en remedy_phone'),
      added_by: ['pseudonym', 'account of the member of staff who added it'],
    },
  ),
  table(
    'policy_pack_acts',
    'which pack two people put in or out of force, where',
    'plan',
    'campaign_id version proposed_by proposed_at confirmed_by confirmed_at',
    {
      act_id: ['operational', 'the proposal'],
      kind: ['operational', 'for drills or for live campaigns; the two never mix'],
      pack_id: ['operational', 'the pack'],
      area: ['operational', 'where, by division code'],
      act: ['operational', 'in or out of force'],
      reason: ['operational', 'why'],
    },
  ),
  table('policy_values', 'values of the policy, one row a change', 'plan', 'campaign_id version actor valid_from', {
    ...words('operational', 'which value, what it is, and where it comes from', 'key value source'),
    reason: ['operational', 'why it was changed'],
  }),
  table(
    'rounds',
    'rounds',
    'plan',
    'round_id campaign_id opens_at closes_at opened_by opened_captured_at opened_recorded_at closed_by closed_at',
    { number: ['operational', 'number of the round in its campaign'] },
  ),
  table(
    'divisions',
    'names of divisions',
    'plan',
    'imported_by recorded_at',
    words('operational', 'code, name and parent of the division', 'code name parent_code'),
  ),
  table(
    'sites',
    'sampling sites',
    'plan',
    'campaign_id site_code district_code registered_by captured_at recorded_at',
    words(
      'operational',
      'name of the site, where it stands and when it is open',
      'name street_code place longitude latitude opening_hours',
    ),
  ),
  table('site_versions', 'order of a site’s facts', 'plan', 'site_code version'),
  table(
    'devices',
    'devices and the site they stand at',
    'plan',
    'device_id site_code registered_by captured_at recorded_at',
    {
      label: ['operational', 'what is written on it'],
      public_key: ['operational', 'public half of the key that the device made; it opens nothing'],
      key_since: ['operational', 'when it got this key; a shift from before is not proven with it'],
    },
  ),
  table(
    'shifts',
    'who worked with which device',
    'plan',
    'campaign_id site_code device_id started_by captured_at recorded_at ends_at',
    { shift_id: ['operational', 'the shift'] },
  ),
  table('residence_tellings', 'of which detected tubes it was told where their people live', 'plan', 'tube_id', {
    told: ['none', 'how often'],
    told_at: ['operational', 'when it was told last'],
  }),
  table('revocations', 'who and what is let in no longer, since when and why', 'plan', 'recorded_at ended_at', {
    revoked_by: ['pseudonym', 'account of the member of staff who did it'],
    ended_by: ['pseudonym', 'account of the member of staff who ended it'],
    revocation_id: ['none', 'the revocation'],
    kind: ['operational', 'whether an account of staff, a device or a shift'],
    value: ['pseudonym', 'which one: an account of staff, a device, a shift'],
    reason: ['operational', 'why, as a word of a closed list'],
    revoked_role: ['operational', 'role in which it was done'],
    until: ['operational', 'when it ends by itself'],
  }),
  table('revocation_version', 'counts changes of the list of revocations', 'plan', '', {
    one_row: ['none', 'keeps the table at one row'],
    version: ['none', 'how many changes there were'],
  }),
  table(
    'device_proofs',
    'proofs of devices that were used, for the minutes in which they could be used again',
    'trace',
    'device_id',
    {
      proof_id: ['none', 'the proof'],
      used_at: ['operational', 'when it was taken'],
    },
  ),
];
