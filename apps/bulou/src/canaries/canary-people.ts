import { identityCheckOf } from '@lib/vocabulary';

/** What names one person who must never be seen outside registration. */
export interface Canary {
  readonly name: string;
  readonly cardNumber: string;
  readonly phone: string;
  readonly address: string;
}

/** Beginnings that nothing else in the house has, so that one search finds any of the thousand. */
export const canaryMarks = {
  name: '喆垚',
  address: '淼焱里',
  // No province has the number 99, and nobody alive was born in 1899.
  card: '99887718991231',
  phone: '1988877',
} as const;

export const canariesMax = 1_000;

const characters = [...'甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥乾坤震巽坎离艮兑阴阳'];

/** In: a number from 0 to 999. Out: that canary: a name, a card, a telephone and an address of its own. */
export function canaryOf(index: number): Canary {
  if (index >= canariesMax) throw new Error(`there are ${canariesMax} canaries`);
  const first17 = `${canaryMarks.card}${String(index).padStart(3, '0')}`;
  const letter = (place: number): string => characters[place % characters.length] ?? '';
  return {
    name: `${canaryMarks.name}${letter(Math.floor(index / characters.length))}${letter(index)}`,
    cardNumber: first17 + identityCheckOf(first17),
    phone: `${canaryMarks.phone}${String(index).padStart(4, '0')}`,
    address: `${canaryMarks.address}${index + 1}号`,
  };
}
