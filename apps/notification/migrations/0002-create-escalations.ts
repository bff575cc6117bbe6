import { defineMigration } from '@lib/platform';

const escalations = [
  `create table escalations (
     escalation_id uuid primary key,
     campaign_id uuid not null,
     tube_id text not null,
     result_version int not null check (result_version >= 1),
     finding text not null check (finding in ('detected', 'inconclusive', 'single-target')),
     purpose text not null check (purpose in ('round', 'recollection')),
     order_id uuid,
     site_code text not null,
     district_code text not null,
     lab_code text not null,
     upload_id uuid not null,
     alarm_share_of_upload double precision not null,
     state text not null check (state in ('open', 'queued', 'acknowledged', 'revoked')),
     -- raised_at is the laboratory's database clock, opened_at and recorded_at are ours.
     raised_at timestamptz not null,
     opened_at timestamptz not null,
     recorded_at timestamptz not null,
     attempt int not null default 0 check (attempt >= 0),
     queued_at timestamptz,
     listed_at timestamptz,
     received_at timestamptz,
     taken_at timestamptz,
     taken_by text,
     revoked_at timestamptz,
     revoked_reason text,
     rung int not null default 0,
     next_rung_at timestamptz,
     version int not null check (version >= 1),
     unique (tube_id, result_version),
     check ((taken_at is null) = (taken_by is null)),
     check ((revoked_at is null) = (revoked_reason is null)),
     check ((state = 'revoked') = (revoked_at is not null)),
     check (state <> 'acknowledged' or received_at is not null)
   )`,
  `create index escalations_unreceived on escalations (opened_at) where received_at is null and revoked_at is null`,
  `create index escalations_climbing on escalations (next_rung_at)
     where next_rung_at is not null and taken_at is null and revoked_at is null`,
  'create index escalations_of_campaign on escalations (campaign_id, opened_at, escalation_id)',
];

const members = [
  `create table escalation_members (
     escalation_id uuid not null references escalations,
     position int not null,
     subject_kind text not null check (subject_kind in ('person', 'place', 'goods')),
     subject_id uuid not null,
     case_id uuid,
     acknowledged_at timestamptz,
     primary key (escalation_id, position)
   )`,
  'create index escalation_members_of_subject on escalation_members (subject_id)',
];

// One row per rung that was climbed: who was due, when it was due, when the machine noticed, under which policy.
const rungs = `create table rungs (
     escalation_id uuid not null references escalations,
     rung int not null check (rung >= 0),
     role_due text not null,
     due_at timestamptz not null,
     recorded_at timestamptz not null,
     policy_version int not null,
     reason text not null,
     primary key (escalation_id, rung)
   )`;

// A withdrawal may come before the detection that it withdraws; the row waits for it.
const withdrawals = `create table withdrawals (
     tube_id text not null,
     supersedes int not null,
     result_version int not null,
     reason text not null,
     actor text not null,
     recorded_at timestamptz not null,
     primary key (tube_id, supersedes)
   )`;

export const createEscalations = defineMigration('0002-create-escalations', [
  ...escalations,
  ...members,
  rungs,
  withdrawals,
]);
