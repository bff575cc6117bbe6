import { defineMigration } from '@lib/platform';

/**
 * A decided link is not rewritten when its case is opened again: another one follows it, once, and waits for a person.
 * The one that nothing follows counts, and a measure rests on no other.
 */
const guard = `create function refuse_contact_asked_again() returns trigger language plpgsql set search_path from current as $$
   begin
     if exists (select 1 from contact_links l where l.contact_id = new.basis_contact_id and l.proposed_again_as is not null) then
       raise exception 'this contact was laid before somebody again, and nobody has decided yet'
         using errcode = 'check_violation', constraint = 'basis_is_the_last_decision';
     end if;
     return new;
   end $$`;

export const proposeContactsAgain = defineMigration('0039-propose-contacts-again', [
  `alter table contact_links add column proposed_again_as uuid references contact_links deferrable initially deferred`,
  'alter table contact_links drop constraint contact_links_index_case_id_participant_id_key',
  `create unique index contact_links_that_count on contact_links (index_case_id, participant_id)
     where proposed_again_as is null`,
  `create unique index contact_links_followed on contact_links (proposed_again_as) where proposed_again_as is not null`,
  `alter table contact_links add constraint only_what_was_answered_is_asked_again
     check (proposed_again_as is null or decision is not null)`,
  `create index case_history_reopened on case_history (case_id, recorded_at)
     where from_state in ('cleared', 'revoked') and to_state in ('open', 'verified')`,
  guard,
  `create trigger measures_rest_on_the_last_decision before insert on measures
     for each row when (new.basis_kind = 'contact-link') execute function refuse_contact_asked_again()`,
]);
