import { defineMigration } from '@lib/platform';

const appeals = [
  `create table appeals (
     appeal_id uuid primary key,
     measure_id uuid not null references measures,
     campaign_id uuid not null,
     participant_id uuid not null,
     ground text not null,
     words text not null,
     filed_by text not null,
     filed_via text not null check (filed_via in ('page', 'hotline')),
     filed_at timestamptz not null,
     owner_role text not null check (owner_role <> ''),
     policy_version int not null,
     due_at timestamptz not null,
     decision text check (decision in ('upheld', 'lifted')),
     decision_reason text,
     decision_words text,
     decided_by text,
     decided_at timestamptz,
     foreign key (campaign_id, participant_id) references subjects,
     constraint appeal_has_a_clock check (due_at > filed_at),
     constraint appeal_is_answered_whole check
       (num_nonnulls(decision, decision_reason, decision_words, decided_by, decided_at) in (0, 5))
   )`,
  'create unique index appeals_one_open on appeals (measure_id) where decided_at is null',
  'create index appeals_of_measure on appeals (measure_id, filed_at)',
  'create index appeals_of_participant on appeals (campaign_id, participant_id)',
  'create index appeals_waiting on appeals (due_at, appeal_id) where decided_at is null',
];

// Independent is who had no part: neither in the measure, nor in what it continues, nor in its basis.
const reviewer = `create function refuse_own_review() returns trigger language plpgsql set search_path from current as $$
   begin
     if new.decided_by in (
       with recursive chain as (
         select m.* from measures m where m.measure_id = new.measure_id
         union all select m.* from measures m join chain c on m.measure_id = c.supersedes)
       select unnest(array[decided_by, basis_decided_by, basis_signed_by, basis_countersigned_by]) from chain)
       or new.decided_by = new.filed_by then
       raise exception 'an objection is answered by somebody who had no part in the measure'
         using errcode = 'check_violation', constraint = 'appeal_reviewer_is_independent';
     end if;
     return new;
   end $$`;

const passes = [
  `create table passes (
     pass_id uuid primary key,
     measure_id uuid not null references measures,
     campaign_id uuid not null,
     participant_id uuid not null,
     purpose text not null check (purpose in ('urgent-care', 'birth', 'dialysis')),
     granted_by text not null check (granted_by <> ''),
     granted_at timestamptz not null,
     valid_until timestamptz not null,
     foreign key (campaign_id, participant_id) references subjects,
     check (valid_until > granted_at)
   )`,
  'create index passes_of_measure on passes (measure_id, granted_at)',
];

export const createAppeals = defineMigration('0010-create-appeals', [
  ...appeals,
  reviewer,
  `create trigger appeals_need_an_independent_reviewer before insert or update on appeals
     for each row when (new.decided_by is not null) execute function refuse_own_review()`,
  ...passes,
]);
