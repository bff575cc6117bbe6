import { defineMigration } from '@lib/platform';

/** Corrections that take an alarm back: one supervisor asks, another one confirms, and the database holds them apart. */
export const createAskedCorrections = defineMigration('0007-create-asked-corrections', [
  `create table asked_corrections (
     tube_id text not null,
     result_version int not null,
     finding text not null check (finding in ('not-detected', 'invalid')),
     lab_code text not null,
     reason text not null,
     asked_by text not null,
     recorded_at timestamptz not null,
     confirmed_by text,
     confirmed_at timestamptz,
     primary key (tube_id, result_version, finding),
     foreign key (tube_id, result_version) references results (tube_id, version),
     check ((confirmed_by is null) = (confirmed_at is null)),
     constraint second_person_confirms_correction check (confirmed_by is null or confirmed_by <> asked_by)
   )`,
]);
