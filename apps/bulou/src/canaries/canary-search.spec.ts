import iconv from 'iconv-lite';
import { isIdentityNumber } from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';
import { canariesMax, canaryOf } from './canary-people.js';
import { canariesIn } from './canary-search.js';

const people = Array.from({ length: canariesMax }, (_, index) => canaryOf(index));

describe('a thousand canaries', () => {
  test.each(['name', 'cardNumber', 'phone', 'address'] as const)('have a %s each', (field) => {
    expect(new Set(people.map((person) => person[field])).size).toBe(canariesMax);
  });

  test('have cards that every door takes', () => {
    expect(people.every(({ cardNumber }) => isIdentityNumber(cardNumber))).toBe(true);
  });

  test.each<[string, (text: string) => Buffer | string]>([
    ['plain', (text) => `{"name":"${text}"}`],
    ['in a log line', (text) => Buffer.from(`refused ${text} at 12:00`)],
    ['as hexadecimal', (text) => Buffer.from(`x${text}`).toString('hex').toUpperCase()],
    ['as base64', (text) => Buffer.from(text).toString('base64')],
    ['as base64 behind one byte', (text) => Buffer.from(`a${text}z`).toString('base64')],
    ['as base64 behind two bytes', (text) => Buffer.from(`ab${text}`).toString('base64')],
    ['in an address of the web', (text) => `/api/x?q=${encodeURIComponent(text)}`],
    [
      'as JSON escapes',
      (text) => [...text].map((one) => (one < '\u0080' ? one : `\\u${one.charCodeAt(0).toString(16)}`)).join(''),
    ],
    ['in GBK', (text) => iconv.encode(`,${text},`, 'gbk')],
    ['in UTF-16', (text) => Buffer.from(text, 'utf16le')],
  ])('are found %s', (_where, write) => {
    for (const { name, cardNumber, phone, address } of [people[0]!, people[999]!]) {
      for (const value of [name, cardNumber, phone, address]) expect(canariesIn(write(value)), value).not.toEqual([]);
    }
  });

  test('are not seen in what is no canary', () => {
    const others = ['喆**丁', '13812345678', '110105194912310021', '0198f2a0-1988-7712-8000-1988877aaaa1', '淼'];
    for (const text of others) expect(canariesIn(text)).toEqual([]);
  });
});
