/** Digits of a tube barcode: two of the roll's prefix, eleven of the serial number, one check digit. */
export const tubeBarcodeDigits = 14;

const prefixDigits = 2;
const serialDigits = 11;

/**
 * Check digit of a tube barcode: Luhn's mod 10 over the digits before it. It finds each single wrong digit and the
 * lost leading digit that wedge scanners are known for, since a shortened code fails on its length.
 *
 * @param digits the digits before the check digit
 */
export function checkDigitOf(digits: string): string {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 0 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return String((10 - (sum % 10)) % 10);
}

/** True for a printable tube barcode: fourteen digits, the last of which is the check digit of the others. */
export function isTubeBarcode(text: string): boolean {
  if (!/^\d{14}$/.test(text)) return false;
  return checkDigitOf(text.slice(0, -1)) === text.at(-1);
}

/**
 * Writes the barcode of one tube of a roll.
 *
 * @param prefix two digits that the roll carries, "00".."99"
 * @param serial number of the tube in the roll, 0..99,999,999,999
 * @throws RangeError when a part does not fit its digits
 */
export function writeTubeBarcode(prefix: string, serial: number): string {
  if (!new RegExp(`^\\d{${prefixDigits}}$`).test(prefix)) throw new RangeError(`tube prefix has two digits: ${prefix}`);
  const digits = String(serial).padStart(serialDigits, '0');
  if (!Number.isSafeInteger(serial) || serial < 0 || digits.length > serialDigits) {
    throw new RangeError(`tube serial is 0..99999999999: ${serial}`);
  }
  return prefix + digits + checkDigitOf(prefix + digits);
}
