import { defineMigration } from '@lib/platform';

/** Nobody looks for tubes by this index, and each rewrite of a row pays for it; pages keep room for the next version. */
export const rewriteTubesInPlace = defineMigration('0014-rewrite-tubes-in-place', [
  'drop index lab_tubes_of_batch',
  'alter table lab_tubes set (fillfactor = 60)',
]);
