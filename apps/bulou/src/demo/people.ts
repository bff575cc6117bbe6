import { identityCheckOf } from '@lib/vocabulary';
import type { Chance } from './chance.js';

/** A practice person. No province has the number 99, so no card number here can belong to anybody. */
export interface DemoPerson {
  readonly index: number;
  readonly name: string;
  readonly cardNumber: string;
  readonly phone: string;
  readonly address: string;
  readonly isInfected: boolean;
  /** On the list from above, or met at the site only (自下而上). */
  readonly isListed: boolean;
}

const families = ['王', '李', '张', '刘', '陈', '杨', '赵', '黄', '周', '吴', '徐', '孙', '欧阳', '司马'] as const;
const given = [
  '伟',
  '芳',
  '娜',
  '敏',
  '静',
  '强',
  '磊',
  '洋',
  '艳',
  '勇',
  '军',
  '杰',
  '娟',
  '涛',
  '明',
  '超',
  '秀英',
  '建国',
] as const;
const unlistedShare = 0.01;

const two = (value: number) => String(value).padStart(2, '0');

function cardNumberOf(index: number, chance: Chance): string {
  const born = `${1930 + chance.below(90)}${two(1 + chance.below(12))}${two(1 + chance.below(28))}`;
  // The serial has three digits, so the county's last four carry the thousands: no two people share a number.
  const first17 = `99${String(Math.floor(index / 1000)).padStart(4, '0')}${born}${String(index % 1000).padStart(3, '0')}`;
  return first17 + identityCheckOf(first17);
}

/**
 * The people of a practice round.
 *
 * @param prevalence share of infected people, 0..1; at least one is infected when it is above 0
 */
export function inventPeople(count: number, prevalence: number, chance: Chance): DemoPerson[] {
  const infectedCount = prevalence === 0 ? 0 : Math.max(1, Math.round(count * prevalence));
  const infected = new Set(chance.shuffled(Array.from({ length: count }, (_, index) => index)).slice(0, infectedCount));
  return Array.from({ length: count }, (_, index) => ({
    index,
    name: chance.pick(families) + chance.pick(given),
    cardNumber: cardNumberOf(index, chance),
    phone: `1990${String(index).padStart(7, '0')}`,
    address: `演练路${1 + chance.below(999)}号${1 + chance.below(30)}室`,
    isInfected: infected.has(index),
    isListed: !chance.happens(unlistedShare),
  }));
}
