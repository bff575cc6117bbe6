import { defineMigration } from '@lib/platform';

// The number is drawn where the row is written, so that rows can be sent as arrays.
export const numberDirectoryEntries = defineMigration('0007-number-directory-entries', [
  `alter table participant_tubes alter column entry set default nextval('participant_tubes_entry')`,
]);
