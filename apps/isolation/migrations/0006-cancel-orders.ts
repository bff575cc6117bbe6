import { defineMigration } from '@lib/platform';

/** An order of which every cause is gone is cancelled: nobody has to be called on it any more. */
export const cancelOrders = defineMigration('0006-cancel-orders', [
  'alter table recollections drop constraint recollections_state_check',
  `alter table recollections add constraint recollections_state_check
     check (state in ('open', 'collected', 'answered', 'failed', 'cancelled'))`,
]);
