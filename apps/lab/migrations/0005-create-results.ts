import { defineMigration } from '@lib/platform';

/** Every version of what was said of a tube, each with the row that it rests on and the people behind it. */
export const createResults = defineMigration('0005-create-results', [
  `create table results (
     tube_id text not null references lab_tubes,
     version int not null check (version >= 1),
     supersedes int,
     status text not null check (status in ('preliminary', 'final', 'corrected', 'cancelled')),
     effective boolean not null,
     finding text not null check (finding in ('detected', 'not-detected', 'inconclusive', 'single-target', 'invalid')),
     lab_code text not null,
     upload_id uuid not null,
     row int not null,
     confirmed_by_upload_id uuid references uploads,
     gate text,
     tested_at timestamptz not null,
     policy_version int,
     uploaded_by text not null,
     recorded_by text not null,
     device_id uuid,
     reason text,
     captured_at timestamptz,
     recorded_at timestamptz not null,
     released_by text,
     released_at timestamptz,
     primary key (tube_id, version),
     foreign key (upload_id, row) references upload_rows (upload_id, row),
     foreign key (tube_id, supersedes) references results (tube_id, version),
     check ((version = 1) = (supersedes is null)),
     check ((released_by is null) = (released_at is null)),
     check ((status = 'preliminary') = (released_at is null)),
     check (gate is null or released_at is null),
     constraint second_person_releases_result check (released_by is null or released_by <> uploaded_by)
   )`,
  `create unique index results_one_effective on results (tube_id) where effective`,
  `create index results_of_upload on results (upload_id) where effective`,
  `create index results_confirmed_by_upload on results (confirmed_by_upload_id) where confirmed_by_upload_id is not null`,
]);
