import { isTubeBarcode, writeTubeBarcode } from '@lib/vocabulary';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCt } from './ct-value.js';
import { findingOfWord } from './finding-words.js';
import { plain } from './spelling.js';
import { readTime } from './tested-at.js';

const anyText = fc.string({ unit: 'binary', maxLength: 1_024 });
const likely = fc.stringMatching(/^[-+=0-9eE.,>% 月日阴阳性未检出()（）]{0,12}$/);
const cell = fc.oneof(anyText, likely);
const runs = { numRuns: 2_000 };

test('whatever a Ct cell says, it is blank, none, unreadable or a number of cycles that a run can have', () => {
  fc.assert(
    fc.property(cell, (text) => {
      const reading = readCt(text);
      expect(['blank', 'none', 'unreadable', 'value']).toContain(reading.kind);
      if (reading.kind === 'value') expect(reading.ct > 0 && reading.ct <= 60).toBe(true);
    }),
    runs,
  );
});

test('every Ct between nought and sixty that an instrument prints is read as it stands', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6_000 }), (hundredths) => {
      const ct = hundredths / 100;
      expect(readCt(ct.toFixed(2))).toEqual({ kind: 'value', ct });
      expect(readCt(ct.toFixed(2).replace('.', ','))).toEqual({ kind: 'value', ct });
    }),
    runs,
  );
});

test('a spelling is the spelling of itself, and what it does not change means the same', () => {
  fc.assert(
    fc.property(cell, (text) => {
      const spelt = plain(text);
      expect(findingOfWord(spelt)).toBe(findingOfWord(text));
      expect(readCt(spelt).kind).toBe(readCt(text).kind);
    }),
    runs,
  );
});

test('a word that the table does not hold is no finding, whatever stands around it', () => {
  const around = fc.tuple(fc.stringMatching(/^[a-z]{1,6}$/), fc.constantFrom('阳性', '阴性', 'POS', 'NEG'));
  fc.assert(
    fc.property(around, ([letters, word]) => {
      expect(findingOfWord(`${letters}${word}x`)).toBeUndefined();
      expect(findingOfWord(`非${word}`)).toBeUndefined();
    }),
    runs,
  );
});

test('whatever a time cell says, it is no time or one between 2019 and 2100', () => {
  fc.assert(
    fc.property(cell, (text) => {
      const at = readTime(text)?.at.getTime() ?? Date.UTC(2026, 0, 1);
      expect(at >= Date.UTC(2019, 11, 1) && at < Date.UTC(2100, 0, 1)).toBe(true);
    }),
    runs,
  );
});

test('a tube barcode is fourteen digits; one wrong digit, or a lost one, is always seen', () => {
  const place = fc.nat({ max: 13 });
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 99_999_999_999 }),
      place,
      fc.integer({ min: 1, max: 9 }),
      (serial, at, by) => {
        const code = writeTubeBarcode('21', serial);
        const wrong = [...code]
          .map((digit, index) => (index === at ? String((Number(digit) + by) % 10) : digit))
          .join('');
        expect(isTubeBarcode(code)).toBe(true);
        expect(isTubeBarcode(wrong)).toBe(false);
        expect(isTubeBarcode(code.slice(0, at) + code.slice(at + 1))).toBe(false);
      },
    ),
    runs,
  );
  fc.assert(
    fc.property(cell, (text) => {
      expect(isTubeBarcode(text) && !/^[0-9]{14}$/.test(text)).toBe(false);
    }),
    runs,
  );
});
