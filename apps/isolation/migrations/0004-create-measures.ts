import { defineMigration } from '@lib/platform';

/**
 * A measure on a person is an act with a basis, and the database is the last to ask for it (settled 12). Exactly one
 * kind of basis is given, whole; own results are those of a tube that this person is a member of; every measure names
 * authority, law, reason, start, end, place and remedy, and ends by itself.
 */
const measures = `create table measures (
     measure_id uuid primary key,
     case_id uuid not null references cases,
     campaign_id uuid not null,
     participant_id uuid not null,
     kind text not null check (kind in ('hold', 'isolation', 'transfer')),
     basis_kind text not null check (basis_kind in ('own-result-chain', 'contact-link', 'authority-order')),
     basis_escalation_id uuid,
     basis_tube_id text,
     basis_result_version int,
     basis_index_case_id uuid references cases,
     basis_decided_by text,
     basis_order_number text,
     basis_signed_by text,
     basis_countersigned_by text,
     authority text not null check (authority <> ''),
     decree_number text not null check (decree_number <> ''),
     legal_basis text not null check (legal_basis <> ''),
     policy_pack_id text not null,
     policy_version int not null check (policy_version >= 1),
     reason text not null,
     place text not null check (place in ('on-the-spot', 'home', 'facility', 'hospital')),
     site_code text not null,
     remedy_zh text not null check (remedy_zh <> ''),
     remedy_en text not null check (remedy_en <> ''),
     decided_by text not null,
     device_id uuid,
     supersedes uuid references measures,
     version int not null default 1,
     captured_at timestamptz,
     recorded_at timestamptz not null,
     starts_at timestamptz not null,
     ends_at timestamptz not null,
     ended_at timestamptz,
     ended_because text,
     foreign key (campaign_id, participant_id) references subjects,
     foreign key (basis_tube_id, basis_result_version) references alerts (tube_id, result_version),
     foreign key (basis_escalation_id, participant_id) references alert_members (escalation_id, subject_id),
     check (ends_at > starts_at),
     check ((ended_at is null) = (ended_because is null)),
     constraint basis_is_whole check (case basis_kind
       when 'own-result-chain' then
         num_nonnulls(basis_escalation_id, basis_tube_id, basis_result_version) = 3
         and num_nulls(basis_index_case_id, basis_decided_by, basis_order_number, basis_signed_by, basis_countersigned_by) = 5
       when 'contact-link' then
         num_nonnulls(basis_index_case_id, basis_decided_by) = 2 and basis_index_case_id <> case_id
         and num_nulls(basis_escalation_id, basis_tube_id, basis_result_version, basis_order_number, basis_signed_by, basis_countersigned_by) = 6
       else
         num_nonnulls(basis_order_number, basis_signed_by, basis_countersigned_by) = 3
         and basis_signed_by <> basis_countersigned_by
         and num_nulls(basis_escalation_id, basis_tube_id, basis_result_version, basis_index_case_id, basis_decided_by) = 5
       end)
   )`;

// Going on after the end is a new decision by another person (settled 12): two rows, so a check alone cannot see it.
const secondPerson = [
  `create function refuse_own_extension() returns trigger language plpgsql as $$
   begin
     if exists (select 1 from measures m where m.measure_id = new.supersedes and m.decided_by = new.decided_by) then
       raise exception 'a measure is extended by another person than the one who decided it' using errcode = 'check_violation';
     end if;
     return new;
   end $$`,
  `create trigger measures_need_a_second_person before insert on measures
     for each row when (new.supersedes is not null) execute function refuse_own_extension()`,
];

export const createMeasures = defineMigration('0004-create-measures', [
  measures,
  'create index measures_of_case on measures (case_id, starts_at)',
  'create index measures_of_participant on measures (campaign_id, participant_id)',
  ...secondPerson,
]);
