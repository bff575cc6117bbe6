import { defineMigration } from '@lib/platform';

const deviceCursors = `create table device_cursors (
  device_id uuid primary key,
  last_seq int not null check (last_seq >= 1),
  rolling_hash bytea not null,
  campaign_id uuid not null,
  site_code text not null,
  actor text not null,
  recorded_at timestamptz not null
) with (fillfactor = 50)`;

// Accepted events are found again in the tubes themselves; only what was not accepted needs its answer kept.
const journalExceptions = `create table journal_exceptions (
  device_id uuid not null,
  seq int not null,
  fingerprint bytea not null,
  campaign_id uuid not null,
  site_code text not null,
  actor text not null,
  kind text,
  tube_id text,
  subject_kind text,
  subject_id uuid,
  outcome text not null check (outcome in ('duplicate', 'conflict', 'refused')),
  reason text not null,
  answer jsonb not null,
  captured_at timestamptz,
  recorded_at timestamptz not null,
  primary key (device_id, seq, fingerprint)
)`;

// Foreign facts: each part is null until its event has come, in whatever order they come.
const knownCampaigns = `create table known_campaigns (
  campaign_id uuid primary key,
  kind text check (kind in ('live', 'drill')),
  policy_version int,
  tube_capacities jsonb,
  recorded_at timestamptz not null
)`;

const knownRounds = `create table known_rounds (
  round_id uuid primary key,
  campaign_id uuid not null,
  number int not null,
  opens_at timestamptz,
  closes_at timestamptz,
  closed_at timestamptz,
  recorded_at timestamptz not null
)`;

export const createJournal = defineMigration('0002-create-journal', [
  deviceCursors,
  journalExceptions,
  'create index journal_exceptions_by_tube on journal_exceptions (tube_id) where tube_id is not null',
  knownCampaigns,
  knownRounds,
  'create index known_rounds_by_campaign on known_rounds (campaign_id)',
]);
