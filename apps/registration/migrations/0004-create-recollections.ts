import { defineMigration } from '@lib/platform';

export const createRecollections = defineMigration('0004-create-recollections', [
  // No reference to participants: an order may come before a person who was scanned offline is registered here.
  `create table recollection_orders (
     order_id uuid primary key,
     campaign_id uuid not null,
     participant_id uuid not null,
     cause text not null,
     cause_tube_id text not null,
     case_id uuid,
     site_code text not null,
     due_at timestamptz not null,
     requested_at timestamptz not null,
     ordered_at timestamptz not null
   )`,
  'create index recollection_orders_by_site on recollection_orders (campaign_id, site_code, order_id)',
  'create index recollection_orders_by_district on recollection_orders (campaign_id, left(site_code, 6), order_id)',
  'create index recollection_orders_of_participant on recollection_orders (participant_id)',
  // Who looked at whose contact details, and who tried to: the row stands before the answer is given.
  `create table reveals (
     reveal_id uuid primary key,
     participant_id uuid not null,
     actor text not null,
     role text not null,
     district_code text,
     reason text not null,
     outcome text not null check (outcome in ('shown', 'refused')),
     order_id uuid references recollection_orders,
     captured_at timestamptz not null,
     recorded_at timestamptz not null,
     check ((outcome = 'shown') = (order_id is not null))
   )`,
  'create index reveals_of_participant on reveals (participant_id, recorded_at)',
]);
