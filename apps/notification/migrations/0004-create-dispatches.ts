import { defineMigration } from '@lib/platform';

// Who is told of a detection or of an overdue task: each receiver a row, with an owner at each moment, a clock and a
// ladder. `call` counts the calls that were made, `told_call` those that a worker has told; `epoch` is the fence of that.
const dispatches = `create table dispatches (
     dispatch_id uuid primary key,
     escalation_id uuid references escalations,
     task_id uuid,
     campaign_id uuid not null,
     kind text not null check (kind in
       ('sampling-squad', 'community', 'community-copy', 'police-liaison', 'site-manager', 'overdue-task')),
     slot text not null,
     site_code text not null,
     district_code text not null,
     division_code text,
     -- True while it stands in for the communities of people of whom nobody has said where they live.
     stands_in boolean not null default false,
     role_due text not null,
     opened_at timestamptz not null,
     called_at timestamptz not null,
     queued_at timestamptz not null,
     attempt int not null default 1 check (attempt >= 1),
     epoch int not null default 0 check (epoch >= 0),
     call int not null check (call >= 1),
     told_call int not null default 0 check (told_call >= 0),
     received_at timestamptz,
     delivered_at timestamptz,
     taken_at timestamptz,
     taken_by text,
     ended_at timestamptz,
     ended_reason text,
     failed_at timestamptz,
     rung int not null check (rung >= 0),
     next_rung_at timestamptz,
     policy_version int not null,
     owner_role text not null,
     owner_person text,
     owner_duty_id uuid references duties,
     owner_since timestamptz not null,
     offered_role text,
     offered_person text,
     offered_by text,
     offered_at timestamptz,
     version int not null default 1 check (version >= 1),
     unique (escalation_id, slot),
     unique (task_id, slot),
     check ((escalation_id is null) <> (task_id is null)),
     check ((taken_at is null) = (taken_by is null)),
     check ((ended_at is null) = (ended_reason is null)),
     check ((offered_at is null) = (offered_by is null)),
     check ((offered_at is null) = (offered_role is null))
   )`;

const calls = `create table dispatch_calls (
     dispatch_id uuid not null references dispatches,
     call int not null check (call >= 1),
     rung int not null check (rung >= 0),
     role text not null,
     person text,
     duty_id uuid references duties,
     reason text not null check (reason in
       ('opened', 'nobody-took-it', 'nobody-on-duty', 'duty-ended', 'came-on-duty', 'job-failed')),
     called_at timestamptz not null,
     policy_version int not null,
     primary key (dispatch_id, call),
     check ((person is null) = (duty_id is null))
   )`;

// What people did with a dispatch, in order; ownership passes at an acceptance and never before.
const acts = `create table dispatch_acts (
     dispatch_id uuid not null references dispatches,
     version int not null,
     act text not null check (act in ('taken', 'offered', 'accepted', 'declined')),
     person text not null,
     role text not null,
     to_role text,
     to_person text,
     acted_at timestamptz not null,
     primary key (dispatch_id, version)
   )`;

const residences = `create table residences (
     tube_id text not null,
     participant_id uuid not null,
     division_code text check (division_code ~ '^[0-9]{6,12}$'),
     recorded_at timestamptz not null,
     primary key (tube_id, participant_id)
   )`;

export const createDispatches = defineMigration('0004-create-dispatches', [
  `alter table duties drop constraint duties_role_check`,
  `alter table duties add column place_code text, add constraint duties_role_check check (role in
     ('cdc-duty', 'isolation-officer', 'district-liaison', 'command-centre',
      'sampling-squad', 'community-cadre', 'doctor', 'epidemiologist', 'site-manager'))`,
  `alter table calls drop constraint calls_reason_check`,
  `alter table calls add constraint calls_reason_check check (reason in
     ('opened', 'nobody-took-it', 'nobody-on-duty', 'duty-ended', 'came-on-duty', 'job-failed'))`,
  'alter table escalations add column failed_at timestamptz',
  dispatches,
  'create index dispatches_unanswered on dispatches (opened_at, dispatch_id) where told_call < call and ended_at is null',
  `create index dispatches_climbing on dispatches (next_rung_at)
     where next_rung_at is not null and taken_at is null and ended_at is null`,
  'create index dispatches_of_district on dispatches (district_code, dispatch_id)',
  'create index dispatches_untaken on dispatches (opened_at, dispatch_id) where taken_at is null and ended_at is null',
  'create index dispatches_received on dispatches (received_at)',
  'create index dispatches_of_campaign on dispatches (campaign_id) where taken_at is null and ended_at is null',
  calls,
  'create index dispatch_calls_of_gaps on dispatch_calls (called_at) where person is null',
  acts,
  residences,
]);
