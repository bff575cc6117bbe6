import { defineMigration } from '@lib/platform';

/** Rows that came sooner than an assay can run and landed because a supervisor answers for them. */
export const createAdmittedRows = defineMigration('0009-create-admitted-rows', [
  `create table admitted_rows (
     upload_id uuid not null,
     row int not null,
     tube_id text not null,
     lab_code text not null,
     reason text not null,
     admitted_by text not null,
     recorded_at timestamptz not null,
     primary key (upload_id, row),
     foreign key (upload_id, row) references upload_rows (upload_id, row)
   )`,
]);
