import { isNotOver } from '../measures-told/measures-told.store.js';
import type { CallerPlace } from '../place/caller-place.js';

/**
 * Who is connected with a caller's place, as far as this room can know: whom the site or district calls back or
 * keeps by a measure that is not over, whom a desk of it registered, who lives in its district. `people` is the alias of participants; $n and $n+1 are site and
 * district. Who has neither residence nor desk on record is connected with nobody here; the caller's question says
 * whether that is enough.
 */
export const connectedSql = (n: number): string => `(
  left(people.division_code, 6) = $${n + 1}
  or people.site_code = $${n} or ($${n}::text is null and left(people.site_code, 6) = $${n + 1})
  or exists (select 1 from recollection_orders orders where orders.participant_id = people.participant_id
               and (orders.site_code = $${n} or ($${n}::text is null and left(orders.site_code, 6) = $${n + 1})))
  or exists (select 1 from measures_told told where told.participant_id = people.participant_id and ${isNotOver('told')}
               and (told.site_code = $${n} or ($${n}::text is null and left(told.site_code, 6) = $${n + 1}))))`;

/** True in SQL for a person of whom nothing says where they belong. */
export const unplacedSql = `(people.division_code is null and people.site_code is null)`;

/** The values of `connectedSql`. */
export const connectedValues = (place: Exclude<CallerPlace, 'everywhere'>): [string | null, string] => [
  place.site ?? null,
  place.district,
];
