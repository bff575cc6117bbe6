import { defineMigration } from '@lib/platform';

/** How many workers were lost over a way: what loses each of them must come to an end. */
export const countLostTries = defineMigration('0009-count-lost-tries', [
  'alter table notice_sends add column lost int not null default 0 check (lost >= 0)',
  'create index notice_sends_lost on notice_sends (notice_id) where lost > 0',
]);
