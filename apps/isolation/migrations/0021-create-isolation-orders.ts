import { defineMigration } from '@lib/platform';

// The measures say what is done to a person and until when. An order is what the house owes that person meanwhile: the
// stages in one list, two people who answer for them, two calls and two temperatures a day, and the test days.
const orders = [
  `create table isolation_orders (
     order_id uuid primary key,
     campaign_id uuid not null,
     participant_id uuid not null,
     category text not null,
     policy_pack_id text not null,
     policy_version int not null,
     site_code text not null,
     district_code text not null,
     counted_from timestamptz not null,
     starts_at timestamptz not null,
     ends_at timestamptz not null,
     ended_at timestamptz,
     ended_because text,
     test_days jsonb not null,
     tests_missing int not null default 0,
     release_role text,
     released_at timestamptz,
     released_by text,
     opened_at timestamptz not null,
     version int not null default 1 check (version >= 1),
     foreign key (campaign_id, participant_id) references subjects,
     constraint order_ends_after_it_starts check (ends_at > starts_at),
     constraint order_ends_when_it_says check (ended_at <= ends_at),
     constraint order_end_is_named check ((ended_at is null) = (ended_because is null)),
     constraint order_release_is_signed check ((released_at is null) = (released_by is null))
   )`,
  // One list of calls for one person, however many contacts brought them here.
  `create unique index isolation_orders_one_open on isolation_orders (campaign_id, participant_id) where ended_at is null`,
  'create index isolation_orders_of_district on isolation_orders (district_code, order_id)',
  'create index isolation_orders_of_participant on isolation_orders (participant_id)',
];

const stages = [
  `create table order_stages (
     order_id uuid not null references isolation_orders,
     measure_id uuid not null references measures,
     place text not null,
     starts_at timestamptz not null,
     ends_at timestamptz not null,
     entered_at timestamptz,
     primary key (order_id, measure_id),
     check (ends_at > starts_at),
     constraint stage_is_entered_at_its_instant check (entered_at is null or entered_at = starts_at)
   )`,
  'create unique index order_stages_of_measure on order_stages (measure_id)',
  'create index order_stages_to_enter on order_stages (starts_at) where entered_at is null',
];

const checks = [
  `create table order_checks (
     check_id uuid not null unique,
     order_id uuid not null references isolation_orders,
     kind text not null check (kind in ('call', 'temperature', 'test')),
     sequence int not null check (sequence >= 0),
     day int not null check (day >= 0),
     begins_at timestamptz not null,
     due_at timestamptz not null,
     state text not null default 'due' check (state in ('due', 'done', 'missed', 'cancelled')),
     opened_at timestamptz,
     recollection_id uuid,
     captured_at timestamptz,
     done_at timestamptz,
     done_by text,
     finding text,
     is_paper boolean not null default false,
     primary key (order_id, kind, sequence),
     constraint check_is_due_after_it_begins check (due_at > begins_at),
     constraint check_is_signed check ((state = 'done') = (done_at is not null) and (done_at is null) = (done_by is null))
   )`,
  `create index order_checks_to_open on order_checks (begins_at) where state = 'due' and opened_at is null`,
  `create index order_checks_past_due on order_checks (due_at) where state = 'due'`,
  'create index order_checks_of_recollection on order_checks (recollection_id) where recollection_id is not null',
];

// Who said what when. A line is added and never changed: a paper that comes later is another line with its own two times.
const ledger = [
  `create table order_acts (
     act_id uuid primary key,
     order_id uuid not null references isolation_orders,
     act text not null,
     check_kind text,
     check_sequence int,
     detail jsonb not null,
     actor text not null,
     is_paper boolean not null default false,
     captured_at timestamptz not null,
     recorded_at timestamptz not null,
     constraint act_is_not_ahead check (captured_at <= recorded_at + interval '5 minutes')
   )`,
  'create index order_acts_of_order on order_acts (order_id, captured_at)',
  `create table order_fevers (
     fever_id uuid primary key,
     order_id uuid not null references isolation_orders,
     act_id uuid not null references order_acts,
     tenths int not null check (tenths between 340 and 430),
     captured_at timestamptz not null,
     opened_at timestamptz not null,
     decided_at timestamptz,
     decided_by text,
     outcome text,
     constraint fever_is_decided_whole check (num_nonnulls(decided_at, decided_by, outcome) in (0, 3))
   )`,
  'create unique index order_fevers_one_open on order_fevers (order_id) where decided_at is null',
];

export const createIsolationOrders = defineMigration('0021-create-isolation-orders', [
  ...orders,
  ...stages,
  ...checks,
  ...ledger,
]);
