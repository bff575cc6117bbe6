import { defineMigration } from '@lib/platform';

export const closeRecollections = defineMigration('0005-close-recollections', [
  // An order that nobody has to be drawn on any more leaves the sites' lists; the row stays.
  'alter table recollection_orders add column closed_at timestamptz, add column closed_as text',
  `alter table recollection_orders add check ((closed_at is null) = (closed_as is null))`,
  `create index recollection_orders_open on recollection_orders (campaign_id, site_code, order_id) where closed_at is null`,
]);
