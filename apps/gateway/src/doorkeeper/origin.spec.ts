import { describe, expect, test } from 'vitest';
import { cookieFor, sessionOf } from './cookie.js';
import { isKnownHost } from './known-host.js';
import { isForeign, isOwnPage, type Sender } from './origin.js';

const sender = (part: Partial<Sender>): Sender => ({
  method: 'POST',
  host: 'bulou.example:8080',
  origin: undefined,
  fetchSite: undefined,
  ...part,
});

describe('where a request comes from', () => {
  test.each<[string, Partial<Sender>, boolean]>([
    ['a page of this server', { origin: 'http://bulou.example:8080' }, true],
    ['the same name on another port', { origin: 'http://bulou.example:9090' }, false],
    ['a name that only begins alike', { origin: 'http://bulou.example.evil.example:8080' }, false],
    ['a page without an origin', { origin: 'null' }, false],
    ['nobody who says so', {}, false],
    ['what is no origin at all', { origin: '::' }, false],
    ['a page of a sister site', { origin: 'http://bulou.example:8080', fetchSite: 'same-site' }, false],
  ])('%s', (_who, part, isOwn) => {
    expect(isOwnPage(sender(part))).toBe(isOwn);
  });

  test('a program that says nothing is not foreign, a browser on another site is', () => {
    expect(isForeign(sender({}))).toBe(false);
    expect(isForeign(sender({ origin: 'http://evil.example' }))).toBe(true);
    expect(isForeign(sender({ fetchSite: 'cross-site' }))).toBe(true);
    expect(isForeign(sender({ origin: 'http://bulou.example:8080', fetchSite: 'same-origin' }))).toBe(false);
  });
});

describe('the session cookie', () => {
  test('is found among others, whatever stands around it', () => {
    expect(sessionOf('a=1; bulou_session=abc ;b=2')).toBe('abc');
    expect(sessionOf('xbulou_session=abc')).toBeUndefined();
    expect(sessionOf('bulou_session=')).toBeUndefined();
    expect(sessionOf(undefined)).toBeUndefined();
  });

  test('goes over TLS only, outside the local profile', () => {
    expect(cookieFor('abc', 600, true)).toMatch(/; HttpOnly; SameSite=Strict; Secure$/);
  });
});

describe('the name of this server', () => {
  const names = ['bulou.example', '127.0.0.1', '[::1]', 'house.example:8443'];

  test.each([
    ['bulou.example', true],
    ['BULOU.example:8080', true],
    ['[::1]:8080', true],
    ['house.example:8443', true],
    ['house.example', false],
    ['house.example:8080', false],
    ['evil.example', false],
    ['bulou.example.evil.example', false],
    ['', false],
    [undefined, false],
  ])('%s: %s', (host, isKnown) => {
    expect(isKnownHost(host, names)).toBe(isKnown);
  });

  test('any name is good when none are set', () => {
    expect(isKnownHost('evil.example', undefined)).toBe(true);
  });
});
