import { defineMigration } from '@lib/platform';

/** A measure suspends proofs while it is in force; both facts are rows, so that either may come first. */
export const recordMeasures = defineMigration('0004-record-measures', [
  `create table measures_told (
     participant_id uuid not null,
     measure_id uuid not null,
     starts_at timestamptz not null,
     ends_at timestamptz not null,
     primary key (participant_id, measure_id)
   )`,
  'create table measures_ended (measure_id uuid primary key, ended_at timestamptz not null)',
]);
