const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checkLetters = '10X98765432';

/** Brings a typed identity number into one shape: full-width digits and letters, spaces and lower-case x are common. */
export function normaliseIdentityNumber(text: string): string {
  const next = text
    .normalize('NFKC')
    .replace(/[\s'’-]/g, '')
    .toUpperCase();
  // A capital may be written in another way than its small letter: ΐ has none of its own. What is typed twice is one number.
  return next === text ? text : normaliseIdentityNumber(next);
}

/** The check character of a resident identity number (GB 11643-1999, ISO 7064 MOD 11-2) over its first 17 digits. */
export function identityCheckOf(first17: string): string {
  let sum = 0;
  for (let index = 0; index < 17; index += 1) sum += Number(first17[index]) * (weights[index] ?? 0);
  return checkLetters.charAt(sum % 11);
}

const adultYears = 18; // Civil Code of the People's Republic of China, articles 17 and 18.

/** In: a resident identity number and a day. Out: whether its holder is under age then, in the calendar of China. */
export function isMinorAt(identityNumber: string, at: Date): boolean {
  const inChina = new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10).replaceAll('-', '');
  const ofAge = Number(identityNumber.slice(6, 14)) + adultYears * 10_000;
  return Number(inChina) < ofAge;
}

/** True for a resident identity number whose day of birth exists and whose check character is right. */
export function isIdentityNumber(text: string): boolean {
  if (!/^[1-9]\d{16}[0-9X]$/.test(text)) return false;
  const [year, month, day] = [Number(text.slice(6, 10)), Number(text.slice(10, 12)), Number(text.slice(12, 14))];
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (year < 1880 || month < 1 || month > 12 || day < 1 || day > lastDay) return false;
  return identityCheckOf(text.slice(0, 17)) === text.at(-1);
}
