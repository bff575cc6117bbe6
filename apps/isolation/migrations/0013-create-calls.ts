import { defineMigration } from '@lib/platform';

// How each call to a person ended, as a code; what was said is nowhere.
const calls = [
  `create table calls (
     call_id uuid primary key,
     case_id uuid not null references cases,
     campaign_id uuid not null,
     participant_id uuid not null,
     outcome text not null check (outcome in
       ('reached', 'no-answer', 'switched-off', 'wrong-number', 'declines', 'urgent-need')),
     called_by text not null check (called_by <> ''),
     called_at timestamptz not null
   )`,
  'create index calls_of_case on calls (case_id, called_at)',
];

// A taken alert may be handed on; it stays with whoever has it until somebody accepts.
const handovers = [
  `alter table alerts
     add column offered_to_person text check (offered_to_person <> ''),
     add column offered_by text,
     add column offered_at timestamptz,
     add column changed_at timestamptz,
     add constraint alert_is_offered_whole check (num_nonnulls(offered_to_person, offered_by, offered_at) in (0, 3)),
     add constraint alert_is_offered_when_taken check (offered_by is null or taken_by is not null)`,
  'create index cases_changed on cases (district_code, changed_at)',
  'create index alerts_changed on alerts (district_code, changed_at)',
  'create index tasks_changed_in_district on tasks (district_code, changed_at)',
  'drop index tasks_changed',
];

export const createCalls = defineMigration('0013-create-calls', [...calls, ...handovers]);
