import { defineMigration } from '@lib/platform';

/**
 * The bases besides a person's own result. A link to an index person counts when a person has decided on it by name; an
 * order counts with its second signature, by another person, and with it the auditor is told. `linked_by` is empty until
 * then, so that a measure cannot point at a proposal (settled 12).
 */
const contacts = [
  'alter table cases add constraint cases_of_one_person unique (case_id, campaign_id, participant_id)',
  `create table contact_links (
     contact_id uuid primary key,
     campaign_id uuid not null,
     participant_id uuid not null,
     index_case_id uuid not null,
     index_participant_id uuid not null,
     kind text not null check (kind in ('tube-mate', 'household', 'same-queue', 'other')),
     category text not null check (category in ('close-contact', 'contact-of-contact', 'spill-over')),
     site_code text not null,
     district_code text not null,
     last_contact_at timestamptz not null,
     proposed_by text not null,
     proposed_at timestamptz not null,
     decide_by timestamptz not null,
     decision text check (decision in ('linked', 'not-linked', 'look-out')),
     decided_by text,
     decided_at timestamptz,
     linked_by text generated always as (case when decision = 'linked' then decided_by end) stored,
     foreign key (campaign_id, participant_id) references subjects,
     constraint contact_leads_to_a_case foreign key (index_case_id, campaign_id, index_participant_id)
       references cases (case_id, campaign_id, participant_id),
     constraint contact_is_not_its_own_index check (index_participant_id <> participant_id),
     constraint contact_is_decided_by_a_person check (case
       when decision is null then num_nonnulls(decided_by, decided_at) = 0
       when decision = 'look-out' then decided_by is null and decided_at is not null
       else num_nonnulls(decided_by, decided_at) = 2 and decided_by not in (
         'isolation', 'notification', 'registration', 'batching', 'lab', 'command-centre', 'result-desk', 'gateway', 'bulou')
       end),
     constraint contact_has_a_clock check (decide_by > proposed_at),
     unique (contact_id, campaign_id, participant_id, index_case_id, linked_by),
     unique (index_case_id, participant_id)
   )`,
  'create index contact_links_of_district on contact_links (district_code, contact_id)',
  'create index contact_links_of_participant on contact_links (campaign_id, participant_id)',
  'create index contact_links_waiting on contact_links (decide_by) where decision is null',
];

const orders = [
  `create table authority_orders (
     order_id uuid primary key,
     campaign_id uuid not null,
     order_number text not null check (order_number <> ''),
     authority text not null check (authority <> ''),
     legal_basis text not null check (legal_basis <> ''),
     category text not null,
     site_code text not null,
     district_code text not null,
     counts_from timestamptz not null,
     signed_by text not null check (signed_by <> ''),
     signed_at timestamptz not null,
     countersigned_by text,
     countersigned_at timestamptz,
     auditor_told_at timestamptz,
     unique (campaign_id, order_number),
     unique (order_id, order_number, signed_by, countersigned_by),
     constraint order_has_two_people check (countersigned_by <> signed_by),
     constraint order_tells_the_auditor check (num_nonnulls(countersigned_by, countersigned_at, auditor_told_at) in (0, 3))
   )`,
  'create index authority_orders_of_district on authority_orders (district_code, order_id)',
  `create table authority_order_persons (
     order_id uuid not null references authority_orders,
     campaign_id uuid not null,
     participant_id uuid not null,
     primary key (order_id, participant_id),
     foreign key (campaign_id, participant_id) references subjects
   )`,
];

export const createBases = defineMigration('0007-create-bases', [...contacts, ...orders]);
