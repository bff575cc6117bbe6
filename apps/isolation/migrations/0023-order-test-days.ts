import { defineMigration } from '@lib/platform';

/** A test day of isolation asks for a swab without any tube behind it. */
export const orderTestDays = defineMigration('0023-order-test-days', [
  'alter table recollections alter column cause_tube_id drop not null',
  `alter table recollections add constraint recollection_has_a_cause check (cause_tube_id is not null or cause = 'test-day')`,
]);
