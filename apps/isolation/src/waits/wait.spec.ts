import { describe, expect, test } from 'vitest';
import { answerFor, isResult } from './wait.decider.js';

const [mine, theirs] = ['participant-1', 'participant-2'];

describe('the word of another room about a tube', () => {
  test('answers whoever is alone in it, with its finding or that there is none', () => {
    expect(answerFor(mine, { finding: 'not-detected', alone: mine })).toBe('not-detected');
    expect(answerFor(mine, { finding: 'invalid', alone: mine })).toBe('no-result');
    expect(answerFor(mine, { finding: null, alone: mine })).toBe('no-result');
  });

  test('answers nothing to whoever waits for a pool or for another person’s tube, whatever was found', () => {
    for (const finding of ['detected', 'not-detected', 'invalid', null]) {
      expect(answerFor(mine, { finding, alone: theirs })).toBe('not-own-tube');
      expect(answerFor(mine, { finding, alone: null })).toBe('not-own-tube');
    }
  });

  test('is never a finding for somebody of whom it is not known that they are in it', () => {
    expect(answerFor(mine, { finding: 'detected', alone: undefined })).toBe('no-result');
    expect(answerFor(mine, { finding: null, alone: undefined })).toBe('no-result');
  });

  test('is a result only as a finding', () => {
    expect(['detected', 'not-detected', 'no-result', 'not-own-tube'].map(isResult)).toEqual([true, true, false, false]);
  });
});
