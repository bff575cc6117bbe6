import { defineMigration } from '@lib/platform';

/** A case can be opened again after it ended: only isolation's own count says which of its facts is the newest. */
export const numberCaseFacts = defineMigration('0002-number-case-facts', [
  'alter table case_facts add column sequence int not null default 0',
]);
