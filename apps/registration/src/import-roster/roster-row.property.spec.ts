import { looksDamagedByExcel } from '@lib/platform';
import { isIdentityNumber } from '@lib/vocabulary';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanName, judgeRow, normalisePhone } from './roster-row.decider.js';

const runs = { numRuns: 2_000 };
const cell = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.stringMatching(/^[-+()0-9０-９xX. ]{0,20}$/),
  fc.constantFrom('王小明', '居民身份证', '护照', '110101199003070011', '3.30105E+17', '13812345678', '330105001'),
);
const cells = fc.record({ name: cell, cardKind: cell, cardNumber: cell, phone: cell, address: cell, division: cell });
const rules = { isDamaged: looksDamagedByExcel, divisionNamed: () => undefined };

test('whatever a row of a roster says, it is a person within bounds or faults with a code', () => {
  fc.assert(
    fc.property(cells, (row) => {
      const judged = judgeRow(row, rules);
      if ('faults' in judged) {
        expect(judged.faults.length).toBeGreaterThan(0);
        expect(judged.faults.every(({ code }) => /^[A-Z_]+$/.test(code))).toBe(true);
        return;
      }
      const { name, cardKind, cardNumber, phone, address } = judged.person;
      expect(name.reveal().length).toBeLessThanOrEqual(80);
      expect(cardKind !== 'identity-number' || isIdentityNumber(cardNumber.reveal())).toBe(true);
      expect(phone?.reveal() ?? '1234567').toMatch(/^\+?\d{7,15}$/);
      expect(address?.reveal().length ?? 0).toBeLessThanOrEqual(200);
    }),
    runs,
  );
});

test('a telephone and a name are the normal form of themselves', () => {
  fc.assert(
    fc.property(cell, (text) => {
      const phone = normalisePhone(text);
      if (/^\+?\d{7,15}$/.test(phone)) expect(normalisePhone(phone)).toBe(phone);
      expect(cleanName(cleanName(text))).toBe(cleanName(text));
    }),
    runs,
  );
});
