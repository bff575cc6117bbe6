/** Crockford's base 32: no letter that is mistaken for a digit, so that a printed code can be read aloud. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Writes a UUID as 26 characters. */
export function crockfordOfUuid(uuid: string): string {
  let rest = BigInt(`0x${uuid.replaceAll('-', '')}`);
  let text = '';
  for (let index = 0; index < 26; index += 1) {
    text = alphabet.charAt(Number(rest & 31n)) + text;
    rest >>= 5n;
  }
  return text;
}

/** Reads 26 characters back into a UUID; forgives lower case and O, I, L. Answers undefined for anything else. */
export function uuidOfCrockford(text: string): string | undefined {
  const clean = text.toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1');
  if (!/^[0-9A-HJKMNP-TV-Z]{26}$/.test(clean)) return undefined;
  let value = 0n;
  for (const letter of clean) value = (value << 5n) | BigInt(alphabet.indexOf(letter));
  if (value >> 128n) return undefined;
  const hex = value.toString(16).padStart(32, '0');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** What is printed on a person's practice paper: `P-` and the participant's id. */
export const personCodeOf = (participantId: string): string => `P-${crockfordOfUuid(participantId)}`;

/** The participant's id behind a printed person code, or undefined. */
export function participantOfPersonCode(text: string): string | undefined {
  const clean = text.trim().toUpperCase();
  return clean.startsWith('P-') ? uuidOfCrockford(clean.slice(2)) : undefined;
}

/** What is printed on a box: `BX-` and the batch's id. */
export const boxCodeOf = (batchId: string): string => `BX-${crockfordOfUuid(batchId)}`;

/** The batch's id behind a printed box code, or undefined. */
export function batchOfBoxCode(text: string): string | undefined {
  const clean = text.trim().toUpperCase();
  return clean.startsWith('BX-') ? uuidOfCrockford(clean.slice(3)) : undefined;
}
