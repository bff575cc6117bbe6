import { defineMigration } from '@lib/platform';

// At insert only: what was written before ends as it said, and writing that end down must not depend on any guard.
const bound = `create function refuse_unbound_measure() returns trigger language plpgsql set search_path from current as $$
   begin
     if new.counted_from > new.recorded_at + interval '5 minutes' then
       raise exception 'a measure counts from what was, not from what is to come'
         using errcode = 'check_violation', constraint = 'measure_counts_from_what_was';
     end if;
     if new.supersedes is not null
        and new.decided_by in (new.basis_decided_by, new.basis_signed_by, new.basis_countersigned_by) then
       raise exception 'whoever gave their word for the basis is not another person'
         using errcode = 'check_violation', constraint = 'continued_by_another_person';
     end if;
     return new;
   end $$`;

/**
 * Days count from what was: from a day to come a pack would hold as long as anybody likes. Going on needs somebody who
 * had no part so far: neither in the decision nor in its basis.
 */
export const boundWhatCounts = defineMigration('0011-bound-what-counts', [
  bound,
  `create trigger measures_count_from_what_was before insert on measures
     for each row execute function refuse_unbound_measure()`,
]);
