import { defineMigration } from '@lib/platform';

const alerts = [
  `create table alerts (
     escalation_id uuid primary key,
     campaign_id uuid not null,
     tube_id text not null,
     result_version int not null check (result_version >= 1),
     finding text not null check (finding in ('detected', 'inconclusive', 'single-target')),
     purpose text not null check (purpose in ('round', 'recollection')),
     order_id uuid,
     site_code text not null,
     district_code text not null,
     alarm_share_of_upload double precision not null,
     -- raised_at is the laboratory's database clock, received_at and everything below is ours.
     raised_at timestamptz not null,
     received_at timestamptz not null,
     taken_at timestamptz,
     taken_by text,
     taken_policy_version int,
     version int not null default 0 check (version >= 0),
     unique (tube_id, result_version),
     check ((taken_at is null) = (taken_by is null)),
     check ((taken_at is null) = (taken_policy_version is null))
   )`,
  `create index alerts_waiting on alerts (district_code, raised_at, escalation_id) where taken_at is null`,
  'create index alerts_of_district on alerts (district_code, raised_at, escalation_id)',
  'create index alerts_of_campaign on alerts (campaign_id, raised_at)',
];

const members = [
  `create table alert_members (
     escalation_id uuid not null references alerts,
     position int not null,
     subject_kind text not null check (subject_kind in ('person', 'place', 'goods')),
     subject_id uuid not null,
     primary key (escalation_id, position),
     unique (escalation_id, subject_id)
   )`,
  'create index alert_members_of_subject on alert_members (subject_id)',
];

// Places and goods have no case: they are cleaned, and somebody says when.
const disinfections = `create table disinfections (
     escalation_id uuid not null references alerts,
     position int not null,
     subject_kind text not null check (subject_kind in ('place', 'goods')),
     subject_id uuid not null,
     site_code text not null,
     district_code text not null,
     owner_role text not null,
     policy_version int not null,
     due_at timestamptz not null,
     listed_at timestamptz not null,
     done_at timestamptz,
     done_by text,
     primary key (escalation_id, position),
     check ((done_at is null) = (done_by is null))
   )`;

// A withdrawal may come before the job of the detection that it takes back; the row waits for it.
const withdrawals = `create table withdrawals (
     tube_id text not null,
     supersedes int not null,
     result_version int not null,
     reason text not null,
     actor text not null,
     recorded_at timestamptz not null,
     primary key (tube_id, supersedes)
   )`;

export const createAlerts = defineMigration('0002-create-alerts', [...alerts, ...members, disinfections, withdrawals]);
