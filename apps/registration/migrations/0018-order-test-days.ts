import { defineMigration } from '@lib/platform';

/** A test day of isolation asks for a swab without any tube behind it. */
export const orderTestDays = defineMigration(
  '0018-order-test-days',
  'alter table recollection_orders alter column cause_tube_id drop not null',
);
