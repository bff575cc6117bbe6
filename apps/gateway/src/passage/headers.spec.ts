import { describe, expect, test } from 'vitest';
import { headersForCaller, headersForRoom, traceparentOf } from './headers.js';

const known = { token: 'good', requestId: 'request-1', traceparent: '00-1-1-01', hasBody: true };

describe('headers', () => {
  test('what speaks of one hop stays on it, in both directions', () => {
    const oneHop = {
      connection: 'close, X-Own',
      'keep-alive': '5',
      te: 'trailers',
      'transfer-encoding': 'chunked',
      'x-own': '1',
    };
    expect(headersForRoom({ ...oneHop, accept: '*/*' }, known)).toEqual({
      accept: '*/*',
      authorization: 'Bearer good',
      'x-request-id': 'request-1',
      traceparent: '00-1-1-01',
    });
    expect(headersForCaller({ ...oneHop, etag: 'a' })).toEqual({ etag: 'a', 'cache-control': 'no-store' });
  });

  test('a caller cannot bring its own word of who it is or whence it comes', () => {
    const given = {
      authorization: 'Bearer bad',
      cookie: 'a=b',
      'x-forwarded-host': 'evil.example',
      host: 'evil.example',
    };
    const headers = headersForRoom(given, { ...known, token: undefined });
    for (const name of Object.keys(given)) expect(headers).not.toHaveProperty(name);
  });

  test('a room decides how long its answer may be kept, and sets no cookie', () => {
    const given = { 'cache-control': 'private, max-age=5', 'set-cookie': ['a=b'] };
    expect(headersForCaller(given)).toEqual({ 'cache-control': 'private, max-age=5' });
  });

  test.each([
    ['none', undefined],
    ['an ill-formed one', '00-xyz'],
    ['one of zeros', `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01`],
    ['two', ['00-a', '00-b']],
  ])('a trace context is made where the caller brings %s', (_what, given) => {
    const fresh = '3f1c2b9e-6a44-4e0d-9a51-0d3e5b7a9c11';
    expect(traceparentOf(given, fresh)).toBe('00-3f1c2b9e6a444e0d9a510d3e5b7a9c11-9a510d3e5b7a9c11-01');
  });

  test('a good trace context goes on as it is', () => {
    const given = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00';
    expect(traceparentOf(given, '')).toBe(given);
  });
});
