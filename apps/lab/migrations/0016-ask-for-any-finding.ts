import { defineMigration } from '@lib/platform';

/** A detection is not taken back by one person, whatever is to stand in its place. */
export const askForAnyFinding = defineMigration('0016-ask-for-any-finding', [
  `alter table asked_corrections drop constraint asked_corrections_finding_check,
     add constraint asked_corrections_finding_check
     check (finding in ('not-detected', 'invalid', 'inconclusive', 'single-target'))`,
]);
