import { defineMigration } from '@lib/platform';

/**
 * A case can be opened again after it ended. Isolation counts the facts of a case, so the highest number per step says
 * where it stands, whatever order they come in. An opening of a verified case changes nothing: only a revocation does.
 */
export const numberCaseSteps = defineMigration('0003-number-case-steps', [
  `alter table cases
     add column opened_seq int not null default 0,
     add column verified_seq int not null default 0,
     add column cleared_seq int not null default 0,
     add column revoked_seq int not null default 0`,
  `alter table cases add column state text not null generated always as (case
     when verified_seq > greatest(cleared_seq, revoked_seq) then 'verified'
     when greatest(cleared_seq, revoked_seq) <= opened_seq then 'open'
     when cleared_seq > revoked_seq then 'cleared'
     else 'revoked' end) stored`,
]);
