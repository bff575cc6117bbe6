import { defineMigration } from '@lib/platform';

// A duty is somebody's time in a role, in a district; the command centre's is the whole city's. `person` is the duty
// name that stands in the token, never a name that a neighbour would know.
const duties = `create table duties (
     duty_id uuid primary key,
     role text not null check (role in ('cdc-duty', 'isolation-officer', 'district-liaison', 'command-centre')),
     district_code text,
     person text not null,
     starts_at timestamptz not null,
     ends_at timestamptz not null,
     put_by text not null,
     recorded_at timestamptz not null,
     ended_at timestamptz,
     ended_by text,
     check (ends_at > starts_at),
     check ((role = 'command-centre') = (district_code is null)),
     check ((ended_at is null) = (ended_by is null))
   )`;

// Every call that an alert made, in order: whom, on which rung, and why. Without a person it is a gap of the roster.
const calls = `create table calls (
     escalation_id uuid not null references escalations,
     call int not null check (call >= 1),
     rung int not null check (rung >= 0),
     role text not null,
     person text,
     duty_id uuid references duties,
     reason text not null check (reason in ('opened', 'nobody-took-it', 'nobody-on-duty', 'duty-ended', 'came-on-duty')),
     called_at timestamptz not null,
     policy_version int not null,
     primary key (escalation_id, call),
     check ((person is null) = (duty_id is null))
   )`;

export const createDuties = defineMigration('0003-create-duties', [
  duties,
  'create index duties_running on duties (role, district_code, ends_at)',
  calls,
  'create index calls_of_gaps on calls (called_at) where person is null',
  `alter table escalations add column owner_role text, add column owner_person text, add column owner_duty_id uuid,
     add column owner_since timestamptz`,
  `create index escalations_untaken on escalations (opened_at, escalation_id)
     where taken_at is null and revoked_at is null`,
]);
