import { expect, test } from 'vitest';
import { isOperator } from './operator-pages.js';

const token = 'scrape-token-of-twenty-and-more';
const from = (remoteAddress: string, headers: Record<string, string> = {}) =>
  isOperator({ headers, socket: { remoteAddress } } as never, token);

test.each<[string, boolean]>([
  ['127.0.0.1', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['10.1.2.3', false],
  ['::ffff:10.1.2.3', false],
  ['127.0.0.1.evil.example', false],
  ['', false],
])('numbers are told to loopback alone: %s is told %s', (address, isTold) => {
  expect(from(address)).toBe(isTold);
});

test('whoever brings the scrape token is told, wherever it is; a wrong or shortened one is not', () => {
  expect(from('10.1.2.3', { authorization: `Bearer ${token}` })).toBe(true);
  for (const wrong of [`Bearer ${token}x`, `Bearer ${token.slice(1)}`, token, 'Bearer ']) {
    expect(from('10.1.2.3', { authorization: wrong })).toBe(false);
  }
});

test('without a token set, no token opens the page', () => {
  const request = { headers: { authorization: 'Bearer undefined' }, socket: { remoteAddress: '10.1.2.3' } };
  expect(isOperator(request as never, undefined)).toBe(false);
});

test('a browser that a foreign name led to this machine is not loopback', () => {
  expect(from('127.0.0.1', { host: 'evil.example:8080' })).toBe(false);
  expect(from('127.0.0.1', { host: '127.0.0.1.evil.example' })).toBe(false);
  expect(from('127.0.0.1', { host: 'localhost:8080' })).toBe(true);
  expect(from('::1', { host: '[::1]:8080' })).toBe(true);
});

test('a proxy on this machine that speaks for somebody else is not loopback', () => {
  expect(from('127.0.0.1', { 'x-forwarded-for': '8.8.8.8' })).toBe(false);
  expect(from('127.0.0.1', { forwarded: 'for=8.8.8.8' })).toBe(false);
});
