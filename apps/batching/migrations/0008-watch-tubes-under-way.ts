import { defineMigration } from '@lib/platform';

/**
 * What has not left its site is found by its age, without reading a city of tubes that have; and the two values by which
 * a tube is past its clock. The index is written when a tube changes its state, four times in its life, not at a scan.
 */
export const watchTubesUnderWay = defineMigration('0008-watch-tubes-under-way', [
  `create index tubes_under_way on tubes (opened_at, tube_id) where state in ('opened', 'sealed', 'boxed')`,
  `alter table known_campaigns add column time_scale double precision check (time_scale >= 1),
     add column tube_hours_max double precision check (tube_hours_max >= 0)`,
]);
