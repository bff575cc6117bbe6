import { boxCodeOf, personCodeOf, writeTubeBarcode } from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';
import { classifyScan } from './scan-classifier.js';

const id = '0198f2c0-0000-7000-8000-0000000000aa';
const tube = writeTubeBarcode('98', 12_345);
const lostDigit = tube.slice(0, -1);
const changedDigit = tube.slice(0, 5) + ((Number(tube.charAt(5)) + 1) % 10) + tube.slice(6);

describe('what a scan is', () => {
  test.each([
    [tube, { kind: 'tube', tubeId: tube }],
    [personCodeOf(id), { kind: 'person', participantId: id }],
    [boxCodeOf(id), { kind: 'box', batchId: id }],
    ['CMD-SEAL', { kind: 'command', command: 'seal' }],
    ['CMD-UNDO', { kind: 'command', command: 'undo' }],
    ['CMD-VOID', { kind: 'command', command: 'void' }],
  ])('%s is told by itself, without a mode', (text, scanned) => {
    expect(classifyScan(text)).toEqual(scanned);
  });

  test('spaces, small letters and full-width signs of an input method change nothing', () => {
    const wide = [...tube].map((digit) => String.fromCodePoint((digit.codePointAt(0) ?? 0) + 0xfee0)).join('');
    expect(classifyScan(` ${wide} `)).toEqual({ kind: 'tube', tubeId: tube });
    expect(classifyScan(personCodeOf(id).toLowerCase())).toEqual({ kind: 'person', participantId: id });
  });

  test.each([lostDigit, changedDigit])('a tube whose scan lost or changed a digit is nobody: %s', (text) => {
    expect(classifyScan(text)).toEqual({ kind: 'tube-damaged' });
  });

  test.each(['', 'hello', '3', 'CMD-DANCE'])('what is no code is taken for none: %j', (text) => {
    expect(classifyScan(text)).toEqual({ kind: 'unknown' });
  });
});
