import { readDutyList, takeAlert } from '@lib/contracts/http/isolation/duty-list';
import { boundTo, isOwn } from '@lib/platform';
import type { Actor } from '@lib/platform';

/**
 * In: who asks. Out: the district whose alerts they may see; null for the whole city, which the table of routes gives to
 * the last rung of the ladder only.
 */
export const districtSeenBy = (actor: Actor): string | null => boundTo(actor, readDutyList).district ?? null;

/** Whether an alert of this district exists for them. */
export const seesDistrict = (actor: Actor, district: string): boolean => isOwn(actor, takeAlert, { district });
