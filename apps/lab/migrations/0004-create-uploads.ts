import { defineMigration } from '@lib/platform';

/** A laboratory's file and its rows. The bytes are not kept, only their digest; person columns never reach a table. */
export const createUploads = defineMigration('0004-create-uploads', [
  `create table uploads (
     id uuid primary key,
     lab_code text not null,
     sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
     bytes int not null,
     format text not null check (format in ('csv', 'xlsx')),
     encoding text,
     titles jsonb not null,
     rows_read int not null check (rows_read >= 0),
     alarm_share double precision not null check (alarm_share between 0 and 1),
     uploaded_by text not null,
     device_id uuid,
     captured_at timestamptz,
     recorded_at timestamptz not null,
     released_by text,
     released_at timestamptz,
     unique (lab_code, sha256),
     constraint second_person_releases check (released_by is null or released_by <> uploaded_by),
     check ((released_by is null) = (released_at is null))
   )`,
  `create index uploads_of_lab on uploads (lab_code, recorded_at desc, id)`,
  `create table upload_rows (
     upload_id uuid not null references uploads,
     row int not null check (row >= 1),
     lab_code text not null,
     tube_id text,
     tube_text text,
     finding text,
     ct jsonb not null,
     tested_at timestamptz,
     tested_precision_ms int,
     time_is_unreadable boolean not null default false,
     kit text,
     run text,
     well text,
     cells jsonb not null,
     outcome text not null check (outcome in ('accepted', 'held', 'rejected', 'duplicate')),
     code text,
     code_column text,
     result_version int,
     recorded_at timestamptz not null,
     settled_at timestamptz not null,
     primary key (upload_id, row),
     check ((outcome = 'accepted') = (code is null))
   )`,
  // The rows that wait for a fact about their tube; everything else about a row is final until a person acts.
  `create index upload_rows_waiting on upload_rows (tube_id, recorded_at)
     where outcome = 'held' and code in ('TUBE_UNKNOWN', 'TUBE_NOT_RECEIVED')`,
]);
