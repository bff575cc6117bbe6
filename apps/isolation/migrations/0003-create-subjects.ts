import { defineMigration } from '@lib/platform';

// One row per person of whom anything is known: whoever decides about a person locks it first.
const subjects = `create table subjects (
     campaign_id uuid not null,
     participant_id uuid not null,
     primary key (campaign_id, participant_id)
   )`;

const cases = [
  `create table cases (
     case_id uuid primary key,
     campaign_id uuid not null,
     participant_id uuid not null,
     escalation_id uuid not null references alerts,
     site_code text not null,
     district_code text not null,
     state text not null check (state in ('open', 'verified', 'cleared', 'revoked')),
     opened_at timestamptz not null,
     changed_at timestamptz not null,
     version int not null check (version >= 1),
     unique (campaign_id, participant_id),
     foreign key (campaign_id, participant_id) references subjects
   )`,
  'create index cases_of_district on cases (district_code, state, opened_at)',
];

const recollections = [
  `create table recollections (
     order_id uuid primary key,
     campaign_id uuid not null,
     participant_id uuid not null,
     cause text not null,
     cause_tube_id text not null,
     case_id uuid references cases,
     site_code text not null,
     district_code text not null,
     state text not null check (state in ('open', 'collected', 'answered', 'failed')),
     actor text not null,
     policy_version int not null,
     due_at timestamptz not null,
     requested_at timestamptz not null,
     changed_at timestamptz not null,
     foreign key (campaign_id, participant_id) references subjects,
     check (due_at > requested_at)
   )`,
  // A person is not called twice for one swab: enforced here, not only decided.
  `create unique index recollections_one_open on recollections (campaign_id, participant_id) where state = 'open'`,
  'create index recollections_of_participant on recollections (campaign_id, participant_id)',
  `create table recollection_tubes (
     tube_id text not null,
     campaign_id uuid not null,
     participant_id uuid not null,
     order_id uuid,
     site_code text not null,
     sealed_at timestamptz,
     result_version int,
     finding text,
     is_cancelled boolean,
     released_at timestamptz,
     recorded_at timestamptz not null,
     primary key (tube_id, participant_id),
     foreign key (campaign_id, participant_id) references subjects,
     check ((result_version is null) = (finding is null) and (finding is null) = (released_at is null))
   )`,
  'create index recollection_tubes_of_participant on recollection_tubes (campaign_id, participant_id)',
];

const callBacks = [
  `create table call_backs (
     call_back_id uuid primary key,
     campaign_id uuid not null,
     participant_id uuid not null,
     tube_id text not null,
     reason text not null,
     owner_role text not null,
     site_code text not null,
     district_code text not null,
     order_id uuid not null references recollections,
     actor text not null,
     policy_version int not null,
     due_at timestamptz not null,
     recorded_at timestamptz not null,
     answered_at timestamptz,
     unique (tube_id, participant_id),
     foreign key (campaign_id, participant_id) references subjects
   )`,
  'create index call_backs_of_participant on call_backs (campaign_id, participant_id)',
  'create index call_backs_of_district on call_backs (district_code, call_back_id)',
  'create index call_backs_of_order on call_backs (order_id)',
  // Versions above the first, and results that are no answer: an older one that comes late must not undo them.
  `create table released_versions (
     tube_id text primary key,
     result_version int not null,
     recorded_at timestamptz not null
   )`,
];

const history = [
  `create table case_history (
     line_id bigint generated always as identity primary key,
     campaign_id uuid not null,
     participant_id uuid not null,
     case_id uuid,
     act text not null,
     reason text not null,
     from_state text,
     to_state text,
     escalation_id uuid,
     tube_id text,
     result_version int,
     actor text not null,
     device_id uuid,
     policy_version int not null,
     caused_by text,
     captured_at timestamptz,
     recorded_at timestamptz not null
   )`,
  'create index case_history_of_participant on case_history (campaign_id, participant_id, line_id)',
];

export const createSubjects = defineMigration('0003-create-subjects', [
  subjects,
  ...cases,
  ...recollections,
  ...callBacks,
  ...history,
]);
