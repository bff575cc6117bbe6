import { defineMigration } from '@lib/platform';

/** A box as its hand-over told it, and every count of it, also those that came before the hand-over was known here. */
export const createBoxesAndArrivals = defineMigration('0003-create-boxes-and-arrivals', [
  `create table boxes (
     batch_id uuid primary key,
     campaign_id uuid,
     site_code text,
     lab_code text,
     seal_number text,
     tubes_counted int,
     handed_at timestamptz,
     arrival_sequence int not null default 0,
     recorded_at timestamptz not null
   )`,
  `create table arrivals (
     id uuid primary key,
     batch_id uuid not null references boxes,
     lab_code text not null,
     received jsonb not null,
     rejected jsonb not null,
     counted_by text not null,
     device_id uuid,
     captured_at timestamptz,
     recorded_at timestamptz not null,
     told_at timestamptz
   )`,
  `create index arrivals_of_batch on arrivals (batch_id, recorded_at)`,
]);
