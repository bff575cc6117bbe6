import { defineMigration } from '@lib/platform';

/**
 * A measure because of a contact ends with the case that the contact leads to; and whoever names a contact is not the
 * one who decides about them. Links of before keep what was decided.
 */
export const endWhatRestsOnNothing = defineMigration('0037-end-what-rests-on-nothing', [
  'alter table measures drop constraint end_is_named',
  `alter table measures add constraint end_is_named check (ended_because in
     ('term-over', 'lifted', 'appeal-won', 'single-tube-not-detected', 'detection-withdrawn', 'arrived', 'result-released',
      'no-result', 'superseded', 'discharged', 'basis-gone'))`,
  `create index measures_on_contacts on measures (basis_index_case_id)
     where ended_at is null and basis_index_case_id is not null`,
  `alter table contact_links add constraint contact_is_decided_by_another check (decided_by <> proposed_by) not valid`,
]);
