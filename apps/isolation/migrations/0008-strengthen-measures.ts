import { defineMigration } from '@lib/platform';

const columns = [
  // Of which file of results the alert came: the part of the chain that only the laboratory had until now.
  'alter table alerts add column upload_id uuid, add column lab_code text',
  'alter table alerts add constraint alerts_of_one_result unique (escalation_id, tube_id, result_version)',
  `alter table measures
     alter column case_id drop not null,
     add column category text not null default 'suspected' check (category in
       ('suspected', 'close-contact', 'contact-of-contact', 'spill-over', 'entrant', 'infected', 'recovered')),
     add column counted_from timestamptz,
     add column policy_pack_version int,
     add column remedy_phone text,
     add column basis_contact_id uuid,
     add column basis_order_id uuid,
     add column ended_by text`,
  'alter table measures alter column category drop default',
];

// One kind of basis, and all of it. Each of the three leads by foreign keys to rows that prove it.
const basis = [
  'alter table measures drop constraint basis_is_whole',
  `alter table measures add constraint basis_is_whole check (case basis_kind
     when 'own-result-chain' then
       num_nonnulls(case_id, basis_escalation_id, basis_tube_id, basis_result_version) = 4
       and num_nulls(basis_contact_id, basis_index_case_id, basis_decided_by, basis_order_id, basis_order_number,
         basis_signed_by, basis_countersigned_by) = 7
     when 'contact-link' then
       num_nonnulls(basis_contact_id, basis_index_case_id, basis_decided_by, counted_from) = 4
       and num_nulls(basis_escalation_id, basis_tube_id, basis_result_version, basis_order_id, basis_order_number,
         basis_signed_by, basis_countersigned_by) = 7
     else
       num_nonnulls(basis_order_id, basis_order_number, basis_signed_by, basis_countersigned_by, counted_from) = 5
       and num_nulls(basis_escalation_id, basis_tube_id, basis_result_version, basis_contact_id, basis_index_case_id,
         basis_decided_by) = 6
     end)`,
  `alter table measures add constraint basis_is_one_result foreign key
     (basis_escalation_id, basis_tube_id, basis_result_version) references alerts (escalation_id, tube_id, result_version)`,
  `alter table measures add constraint basis_is_a_decided_contact foreign key
     (basis_contact_id, campaign_id, participant_id, basis_index_case_id, basis_decided_by)
     references contact_links (contact_id, campaign_id, participant_id, index_case_id, linked_by)`,
  `alter table measures add constraint basis_is_a_signed_order foreign key
     (basis_order_id, basis_order_number, basis_signed_by, basis_countersigned_by)
     references authority_orders (order_id, order_number, signed_by, countersigned_by)`,
  `alter table measures add constraint basis_order_names_the_person foreign key (basis_order_id, participant_id)
     references authority_order_persons (order_id, participant_id)`,
  `alter table measures add constraint measure_has_two_signatures check (basis_countersigned_by <> basis_signed_by)`,
];

const end = [
  `alter table measures add constraint end_is_named check (ended_because in
     ('term-over', 'lifted', 'appeal-won', 'single-tube-not-detected', 'detection-withdrawn'))`,
  `alter table measures add constraint lifted_by_a_person check
     (ended_because not in ('lifted', 'appeal-won') or coalesce(ended_by, '') <> '')`,
  // However late it is noticed: a measure was over at the instant that it named, and never later.
  'alter table measures add constraint ends_when_it_says check (ended_at <= ends_at)',
  'create unique index measures_continued_once on measures (supersedes) where supersedes is not null',
  'create index measures_to_end on measures (ends_at) where ended_at is null',
  'create index measures_of_site on measures (left(site_code, 6), measure_id)',
  // Whether a measure is in force is asked of the database's clock and of nothing else.
  `create view measures_in_force as
     select * from measures
      where ended_at is null and starts_at <= clock_timestamp() and ends_at > clock_timestamp()`,
];

export const strengthenMeasures = defineMigration('0008-strengthen-measures', [...columns, ...basis, ...end]);
