import { defineMigration } from '@lib/platform';

// The receipt is the number that the national network gives back. Digits alone could name a person, so it starts with a
// letter; the door asks the same.
const receipt = (column: string) => `${column} text check (${column} ~ '^[A-Z][A-Z0-9-]{5,31}$')`;

const reports = `create table case_reports (
     report_id uuid primary key,
     case_id uuid not null references cases,
     sequence int not null check (sequence >= 1),
     campaign_id uuid not null,
     participant_id uuid not null,
     tube_id text not null,
     result_version int not null,
     site_code text not null,
     district_code text not null,
     verified_at timestamptz not null,
     report_due_at timestamptz not null,
     investigate_due_at timestamptz not null,
     reported_at timestamptz,
     reported_by text,
     ${receipt('report_receipt')},
     check_due_at timestamptz,
     checked_at timestamptz,
     checked_by text,
     investigated_at timestamptz,
     investigated_by text,
     ${receipt('investigation_receipt')},
     taken_back_at timestamptz,
     withdrawn_at timestamptz,
     withdrawn_by text,
     ${receipt('withdrawal_receipt')},
     unique (case_id, sequence),
     foreign key (campaign_id, participant_id) references subjects,
     constraint report_has_clocks check (report_due_at > verified_at and investigate_due_at > verified_at),
     constraint reported_whole check (num_nonnulls(reported_at, reported_by, report_receipt, check_due_at) in (0, 4)),
     constraint checked_after_the_report check (num_nonnulls(checked_at, checked_by) in (0, 2) and (checked_at is null or reported_at is not null)),
     constraint checked_by_another_person check (checked_by <> reported_by),
     constraint investigated_whole check (num_nonnulls(investigated_at, investigated_by, investigation_receipt) in (0, 3)),
     -- Only what was reported and is taken back has anything to withdraw.
     constraint withdrawn_whole check (num_nonnulls(withdrawn_at, withdrawn_by, withdrawal_receipt) in (0, 3)
       and (withdrawn_at is null or (reported_at is not null and taken_back_at is not null)))
   )`;

/** The statutory report of a verified case: two hours, checked within two more, investigated within 24 (domain R39). */
export const createCaseReports = defineMigration('0019-create-case-reports', [
  reports,
  'create index case_reports_of_district on case_reports (district_code, verified_at, report_id)',
  'create unique index case_reports_standing on case_reports (case_id) where taken_back_at is null',
]);
