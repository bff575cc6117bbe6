import { defineMigration } from '@lib/platform';

/**
 * A tube's row is rewritten five times on its way. No index may hold what changes, and pages keep room, so that
 * PostgreSQL writes the new version beside the old one instead of into every index (measured: 372,694 rewrites of 77,760
 * rows, 1,622 of them in place). Only the few tubes with an alarm are looked for by what became of them.
 */
export const rewriteTubesInPlace = defineMigration('0006-rewrite-tubes-in-place', [
  'drop index tubes_by_place',
  'drop index tubes_with_alarm',
  'create index tubes_with_alarm on tubes (campaign_id) where alarm_version is not null',
  'alter table tubes set (fillfactor = 50)',
]);
