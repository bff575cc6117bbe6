import type { listDuties } from '@lib/contracts/http/notification/duties';
import type { Words } from '@lib/screens';
import { roles } from '@lib/vocabulary';
import type { z } from 'zod';

export type Duty = z.output<typeof listDuties.response>['duties'][number];

const wholeCity: Words = { zh: '全市', en: 'whole city' };

export const placeOf = ({ placeCode, districtCode }: Pick<Duty, 'placeCode' | 'districtCode'>): Words => {
  const code = placeCode ?? districtCode;
  return code === null ? wholeCity : { zh: code, en: code };
};

const order = Object.keys(roles);

/** Who is on duty first, then who comes next; role by role, place by place, in the order of time. */
export function inOrder(duties: readonly Duty[]): Duty[] {
  const rank = (one: Duty): (string | number)[] => [
    ...[one.isRunning ? 0 : 1, order.indexOf(one.role), one.districtCode ?? '', one.placeCode ?? '', one.startsAt],
  ];
  const before = (left: readonly (string | number)[], right: readonly (string | number)[]): number => {
    const place = left.findIndex((part, index) => part !== right[index]);
    return place < 0 ? 0 : (left[place] ?? '') < (right[place] ?? '') ? -1 : 1;
  };
  return [...duties].sort((one, other) => before(rank(one), rank(other)));
}

/** True when nobody else is on this duty now: whoever ends it leaves a gap that an alarm may fall into. */
export const leavesNobody = (duties: readonly Duty[], ended: Duty): boolean =>
  ended.isRunning &&
  !duties.some(
    (other) =>
      other.dutyId !== ended.dutyId &&
      other.isRunning &&
      other.role === ended.role &&
      other.districtCode === ended.districtCode &&
      // Whoever has the whole district has each part of it; whoever has a part has no other.
      (other.placeCode === null || other.placeCode === ended.placeCode),
  );
