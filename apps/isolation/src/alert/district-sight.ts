import type { Actor } from '@lib/platform';

/**
 * In: who asks. Out: the district whose alerts they may see and take; null for the whole city, which only the command
 * centre sees, as the last rung of the ladder. Anybody else who is bound to no district sees nothing.
 */
export const districtSeenBy = ({ role, scope }: Actor): string | null =>
  scope.district ?? (role === 'command-centre' ? null : '');

/** Whether an alert of this district exists for them. */
export function seesDistrict(actor: Actor, districtCode: string): boolean {
  const seen = districtSeenBy(actor);
  return seen === null || seen === districtCode;
}
