import { defineMigration } from '@lib/platform';

// Nobody is called back on one person's word: the database holds the second name as well.
const reports = `create table binding_reports (
  report_id uuid primary key,
  kind text not null check (kind in ('unbound-swab', 'wrong-binding')),
  state text not null check (state in ('proposed', 'approved', 'dismissed')),
  tube_id text not null references tubes,
  campaign_id uuid not null,
  site_code text not null,
  specimens int not null,
  swabs int,
  reported_by text not null,
  reported_at timestamptz not null,
  due_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  check ((state = 'proposed') = (decided_by is null) and (decided_by is null) = (decided_at is null)),
  check (decided_by <> reported_by),
  check (due_at > reported_at)
)`;

const people = `create table binding_people (
  report_id uuid not null references binding_reports,
  participant_id uuid not null,
  part text not null check (part in ('bound', 'rightful', 'candidate')),
  other_tube_id text,
  is_called boolean not null default false,
  primary key (report_id, participant_id)
)`;

export const reportBindings = defineMigration('0009-report-bindings', [
  'alter table known_campaigns add column unbound_minutes_max double precision',
  'alter table known_campaigns add column binding_minutes_max double precision',
  reports,
  `create unique index binding_reports_one_swab on binding_reports (tube_id)
     where state = 'proposed' and kind = 'unbound-swab'`,
  'create index binding_reports_of_site on binding_reports (site_code, state, report_id)',
  people,
]);
