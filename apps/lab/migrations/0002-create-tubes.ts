import { defineMigration } from '@lib/platform';

/** Foreign facts and own facts of a tube stand in tables of their own: `expected_tubes` is told, `lab_tubes` is decided. */
export const createTubes = defineMigration('0002-create-tubes', [
  `create table lab_tubes (
     tube_id text primary key,
     state text not null default 'expected' check (state in ('expected', 'received', 'rejected', 'lost', 'resulted')),
     lab_code text,
     batch_id uuid,
     received_at timestamptz,
     custody_seq int,
     custody_hash text,
     result_sequence int not null default 0,
     detection_sequence int not null default 0,
     recorded_at timestamptz not null,
     changed_at timestamptz not null,
     check (state = 'expected' or (lab_code is not null and custody_seq is not null))
   )`,
  `create index lab_tubes_waiting on lab_tubes (lab_code, received_at, tube_id) where state = 'received'`,
  `create index lab_tubes_of_batch on lab_tubes (batch_id)`,
  // Members are packed: eighteen bytes each, position, kind, subject. Twenty of them as rows would be a table of its own.
  `create table expected_tubes (
     tube_id text primary key references lab_tubes,
     campaign_id uuid,
     round_id uuid,
     site_code text,
     purpose text,
     order_id uuid,
     members bytea,
     sampled_at timestamptz,
     batch_id uuid,
     handed_campaign_id uuid,
     handed_site_code text,
     lab_code text,
     specimens int,
     handed_custody_seq int,
     handed_custody_hash text,
     recorded_at timestamptz not null
   )`,
  `create index expected_tubes_of_batch on expected_tubes (batch_id)`,
  `create table bench_acts (
     id uuid primary key,
     tube_id text not null references lab_tubes,
     lab_code text not null,
     kind text not null check (kind in ('received', 'rejected', 'lost')),
     batch_id uuid,
     reason text,
     note text,
     actor text not null,
     device_id uuid,
     captured_at timestamptz,
     recorded_at timestamptz not null,
     state text not null check (state in ('waiting', 'idle', 'applied', 'told')),
     check (kind <> 'rejected' or reason is not null)
   )`,
  `create index bench_acts_open on bench_acts (tube_id) where state in ('waiting', 'applied')`,
  `create table custody_entries (
     tube_id text not null references lab_tubes,
     seq int not null check (seq >= 1),
     step text not null,
     actor text not null,
     device_id text,
     place text not null,
     reason text,
     captured_at timestamptz,
     recorded_at timestamptz not null,
     detail jsonb not null,
     hash text not null,
     primary key (tube_id, seq)
   )`,
]);
