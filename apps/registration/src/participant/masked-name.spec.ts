import { Pii } from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';
import { maskedCard, maskedCell, maskedName } from './masked-name.js';

describe('a masked name', () => {
  test.each([
    ['王', '王*'],
    ['张三', '张*'],
    ['张三丰', '张*丰'],
    ['欧阳修远', '欧**远'],
    ['阿卜杜拉江', '阿***江'],
    ['迪丽 热巴', '迪** 热**'],
    ['买买提·吐尔逊', '买** 吐**'],
    ['John Smith', 'J** S**'],
    ['Li', 'L**'],
    ['  张三丰 ', '张*丰'],
    ['Ｊｏｈｎ', 'J**'],
    ['𠮷田三', '𠮷*三'],
  ])('%s is shown as %s', (name, shown) => {
    expect(maskedName(new Pii(name))).toBe(shown);
  });

  test('is never the name itself', () => {
    for (const name of ['张三', 'Al', 'A B', '李·四']) {
      const shown = maskedName(new Pii(name));
      expect(shown).toContain('*');
      expect(shown).not.toContain(name);
    }
  });
});

describe('a masked card', () => {
  test.each([
    ['11010519491231002X', '****002X'],
    ['E12345678', '****5678'],
    ['1234', '****'],
    ['', '****'],
  ])('%s is shown as %s', (card, shown) => {
    expect(maskedCard(new Pii(card))).toBe(shown);
  });
});

test('a cell of a refused row shows its two ends and its length', () => {
  expect(maskedCell(new Pii('110105194912310021'))).toBe('1****************1');
  expect(maskedCell(new Pii('张三'))).toBe('张*');
  expect(maskedCell(new Pii(''))).toBe('');
});
