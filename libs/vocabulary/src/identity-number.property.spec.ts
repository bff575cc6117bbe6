import fc from 'fast-check';
import { expect, test } from 'vitest';
import { identityCheckOf, isIdentityNumber, normaliseIdentityNumber } from './identity-number.js';

const runs = { numRuns: 2_000 };
const anyText = fc.string({ unit: 'binary', maxLength: 200 });
const likely = fc.stringMatching(/^[0-9０-９xXＸ '’-]{0,24}$/);

const born = fc.date({ min: new Date('1900-01-01'), max: new Date('2025-12-31'), noInvalidDate: true });
const numbers = fc.tuple(born, fc.nat({ max: 999 })).map(([day, serial]) => {
  const first17 = `330105${day.toISOString().slice(0, 10).replaceAll('-', '')}${String(serial).padStart(3, '0')}`;
  return first17 + identityCheckOf(first17);
});

test('whatever is typed, it is an identity number of eighteen signs or none, and its normal form is its own', () => {
  fc.assert(
    fc.property(fc.oneof(anyText, likely), (text) => {
      const normal = normaliseIdentityNumber(text);
      expect(normaliseIdentityNumber(normal)).toBe(normal);
      if (isIdentityNumber(normal)) expect(normal).toMatch(/^[1-9]\d{16}[0-9X]$/);
    }),
    { ...runs, examples: [['ΐ']] },
  );
});

test('a number is known again however it is typed', () => {
  fc.assert(
    fc.property(numbers, fc.nat({ max: 17 }), (number, at) => {
      expect(isIdentityNumber(number)).toBe(true);
      const wide = number.replaceAll(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)));
      for (const typed of [wide, number.toLowerCase(), `${number.slice(0, at)} ${number.slice(at)}`]) {
        expect(normaliseIdentityNumber(typed)).toBe(number);
      }
    }),
    runs,
  );
});

test('one wrong digit is always seen', () => {
  fc.assert(
    fc.property(numbers, fc.nat({ max: 16 }), fc.integer({ min: 1, max: 9 }), (number, at, by) => {
      const wrong = [...number].map((sign, index) => (index === at ? String((Number(sign) + by) % 10) : sign)).join('');
      expect(isIdentityNumber(wrong)).toBe(false);
    }),
    runs,
  );
});
