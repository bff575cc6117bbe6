import { defineMigration } from '@lib/platform';

// Partitions of five million rows each are made ahead by the filler; uniqueness is not asked for, because PostgreSQL
// has none across partitions: a second tube is found after the commit and written down as a conflict.
const participantTubes = `create table participant_tubes (
  entry bigint not null,
  participant_id uuid not null,
  campaign_id uuid not null,
  round_id uuid not null,
  tube_id text not null,
  position smallint not null,
  purpose text not null,
  recorded_at timestamptz not null,
  filed_at timestamptz not null
) partition by range (entry)`;

const roundConflicts = `create table round_conflicts (
  round_id uuid not null,
  participant_id uuid not null,
  tube_id text not null,
  earlier_tube_id text not null,
  campaign_id uuid not null,
  found_at timestamptz not null,
  primary key (round_id, participant_id, tube_id, earlier_tube_id)
)`;

export const createParticipantDirectory = defineMigration('0004-create-participant-directory', [
  `create table tubes_to_file (
     entry bigint generated always as identity primary key,
     tube_id text not null,
     recorded_at timestamptz not null
   )`,
  'create sequence participant_tubes_entry',
  participantTubes,
  'create index participant_tubes_by_participant on participant_tubes (participant_id, round_id)',
  roundConflicts,
]);
