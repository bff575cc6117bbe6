import { defineMigration } from '@lib/platform';

/**
 * How fast the clocks of a campaign run, which every time limit is divided by; and the ways in which what waits here is
 * found by its age, without reading what is answered.
 */
export const watchWaitingTubes = defineMigration('0008-watch-waiting-tubes', [
  `create table campaigns (
     campaign_id uuid primary key,
     kind text not null check (kind in ('live', 'drill')),
     time_scale double precision not null check (time_scale >= 1),
     recorded_at timestamptz not null
   )`,
  `create index lab_tubes_under_way on lab_tubes (recorded_at, tube_id) where state in ('expected', 'received')`,
  `create index results_unreleased on results (recorded_at, tube_id) where effective and status = 'preliminary'`,
  `create index asked_corrections_waiting on asked_corrections (lab_code, recorded_at) where confirmed_at is null`,
]);
