import { defineMigration } from '@lib/platform';

/** A hold gives way to the isolation that follows it, and an infected person is discharged: two more ends of a measure. */
export const nameWhatFollows = defineMigration('0030-name-what-follows', [
  'alter table measures drop constraint end_is_named',
  `alter table measures add constraint end_is_named check (ended_because in
     ('term-over', 'lifted', 'appeal-won', 'single-tube-not-detected', 'detection-withdrawn', 'arrived', 'result-released',
      'no-result', 'superseded', 'discharged'))`,
  `alter table measures add constraint what_follows_is_decided_by_somebody check
     (ended_because not in ('superseded', 'discharged') or coalesce(ended_by, '') <> '')`,
]);
