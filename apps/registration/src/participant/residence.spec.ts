import { Pii } from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';
import { plainResidence } from './residence.js';

const plain = (text: string): string => plainResidence(new Pii(text));

describe('a residence', () => {
  test.each([
    ['演练路 1 号 2 单元 301', '演练路1号2单元301'],
    ['演练路１号２－３０１', '演练路1号2-301'],
    ['演练路1号，A座', '演练路1号, a座'],
  ])('is the same however it is spelled: %s', (one, other) => {
    expect(plain(one)).toBe(plain(other));
  });

  test.each([
    ['演练路1号1-23', '演练路1号12-3'],
    ['演练路1号 1 23', '演练路1号 12 3'],
    ['演练路1号301', '演练路1号302'],
  ])('is another one when a number is: %s', (one, other) => {
    expect(plain(one)).not.toBe(plain(other));
  });

  test('of nothing but punctuation is none', () => {
    expect(plain(' —— ')).toBe('');
  });
});
