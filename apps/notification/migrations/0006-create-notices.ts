import { defineMigration } from '@lib/platform';

// Words are versions with a writer and an approver who is somebody else; a version that was used is never rewritten.
const templates = `create table notice_templates (
     kind text not null,
     version int not null check (version >= 1),
     subject_zh text not null,
     subject_en text not null,
     text_zh text not null,
     text_en text not null,
     written_by text not null,
     written_at timestamptz not null,
     approved_by text,
     approved_at timestamptz,
     primary key (kind, version),
     check ((approved_by is null) = (approved_at is null)),
     check (approved_by <> written_by)
   )`;

const notices = `create table notices (
     notice_id uuid primary key,
     campaign_id uuid not null,
     participant_id uuid,
     to_role text,
     to_district text,
     to_site text,
     to_lab text,
     to_person text,
     kind text not null,
     template_version int not null,
     cause_kind text not null,
     cause_id text not null,
     cause_version int not null check (cause_version >= 1),
     rests_on_kind text,
     rests_on_id uuid,
     rests_on_sequence int,
     rests_on_state text,
     result_tube_id text,
     result_version int,
     fields jsonb not null,
     site_code text,
     until_at timestamptz,
     undelivered_after timestamptz,
     requested_by text not null,
     requested_at timestamptz not null,
     recorded_at timestamptz not null,
     -- Once somebody has to knock on the door; and once the outcome was told.
     undelivered_at timestamptz,
     told_outcome text,
     foreign key (kind, template_version) references notice_templates,
     check ((participant_id is null) <> (to_role is null)),
     check ((rests_on_id is null) = (rests_on_state is null)),
     check ((result_tube_id is null) = (result_version is null))
   )`;

// A person hears once of a result version, whatever is said about it; everything else goes once to each of whom it concerns.
const once = [
  `create unique index notices_once on notices
     (campaign_id, participant_id, to_role, to_district, to_site, to_lab, to_person, kind, cause_kind, cause_id, cause_version)
     nulls not distinct`,
  `create unique index notices_once_per_result on notices (participant_id, cause_id, cause_version)
     where cause_kind = 'result' and participant_id is not null`,
];

// One row per way out. \`epoch\` grows with every try: who compares and loses has not sent.
const sends = `create table notice_sends (
     notice_id uuid not null references notices,
     channel text not null check (channel in ('screen', 'mail', 'webhook', 'sms')),
     state text not null
       check (state in ('due', 'sending', 'sent', 'delivered', 'read', 'failed', 'overtaken')),
     attempt int not null default 0 check (attempt >= 0),
     epoch int not null default 0 check (epoch >= 0),
     next_at timestamptz,
     reason text,
     provider_id text,
     sending_at timestamptz,
     sent_at timestamptz,
     delivered_at timestamptz,
     read_at timestamptz,
     read_by text,
     failed_at timestamptz,
     primary key (notice_id, channel),
     check ((state in ('due', 'sending')) = (next_at is not null)),
     check ((read_at is null) = (read_by is null))
   )`;

// What other rooms told, as it stands: looked at again in the transaction that sends.
const standings = `create table notice_standings (
     kind text not null check (kind in ('case', 'measure', 'order')),
     id uuid not null,
     state text not null,
     sequence int not null,
     recorded_at timestamptz not null,
     primary key (kind, id)
   )`;

const released = `create table released_results (
     tube_id text primary key,
     result_version int not null,
     finding text not null,
     status text not null,
     released_at timestamptz not null,
     recorded_at timestamptz not null
   )`;

export const createNotices = defineMigration('0006-create-notices', [
  templates,
  notices,
  ...once,
  'create index notices_of_duty on notices (to_role, to_district, requested_at) where to_role is not null',
  'create index notices_of_participant on notices (participant_id) where participant_id is not null',
  'create index notices_not_delivered on notices (undelivered_after) where undelivered_after is not null and undelivered_at is null',
  sends,
  'create index notice_sends_due on notice_sends (next_at) where next_at is not null',
  'create index notice_sends_of_provider on notice_sends (provider_id) where provider_id is not null',
  standings,
  released,
]);
