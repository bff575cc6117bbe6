import { Refusal } from '@lib/contracts/refusals';
import type { Actor } from '@lib/platform';
import { districtOfSite } from '@lib/vocabulary';

/** What of people a caller may touch: all of them, those of a district, or those of a site and its district. */
export type CallerPlace = 'everywhere' | { readonly district: string; readonly site?: string };

const bySite: readonly Actor['role'][] = ['sampler', 'site-manager'];

/** Throws NOT_FOUND for a caller who is bound to nothing. */
export function placeOf({ role, scope }: Actor): CallerPlace {
  if (role === 'admin') return 'everywhere';
  if (bySite.includes(role)) {
    if (scope.site !== undefined) return { site: scope.site, district: districtOfSite(scope.site) };
  } else if (scope.district !== undefined) return { district: scope.district };
  throw new Refusal('NOT_FOUND');
}

/** Out: the district to which a caller is bound, or nothing for one who is bound to none. */
export const districtOf = (place: CallerPlace): string | undefined =>
  place === 'everywhere' ? undefined : place.district;
