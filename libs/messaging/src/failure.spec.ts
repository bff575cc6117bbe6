import { describe, expect, test } from 'vitest';
import { describeFailure, failureKind } from './failure.js';

const coded = (code: string) => Object.assign(new Error('x'), { code });

describe('a failed transaction', () => {
  test.each(['40001', '40P01', '55P03'])('with SQLSTATE %s is run again', (code) => {
    expect(failureKind(coded(code))).toBe('again');
  });

  test('over a partition that was attached meanwhile is run again', () => {
    const moved = new Error('new row for relation "outbox_default" violates partition constraint');
    expect(failureKind(Object.assign(moved, { code: '23514' }))).toBe('again');
  });

  test.each(['08006', '28000', '3D000', '53300', '57P01', '57P03', '58030', 'ECONNREFUSED', 'ECONNRESET'])(
    'with %s blames nobody',
    (code) => {
      expect(failureKind(coded(code))).toBe('away');
    },
  );

  test.each(['Connection terminated unexpectedly', 'timeout exceeded when trying to connect', 'Query read timeout'])(
    'that says "%s" blames nobody',
    (message) => expect(failureKind(new Error(message))).toBe('away'),
  );

  test.each(['22001', '22P02', '23505', '23514', '42601', '57014'])(
    'with SQLSTATE %s is looked for in the work',
    (code) => {
      expect(failureKind(coded(code))).toBe('content');
    },
  );

  test.each([[new TypeError('x')], [{ status: 'error' }], ['text'], [undefined], [null]])(
    'thrown as %o is looked for in the work',
    (thrown) => {
      expect(failureKind(thrown)).toBe('content');
    },
  );
});

describe('the description of a failure', () => {
  test('is one bounded line whatever was thrown', () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    for (const thrown of [new Error('x'.repeat(9_000)), circular, 10n, undefined, Symbol('s')]) {
      expect(describeFailure(thrown).length).toBeLessThanOrEqual(500);
    }
  });

  test.each<[string, unknown]>([
    ['an error', new Error('no such person: 11010519491231002X, 13800138000')],
    ['a text', 'no such person: 11010519491231002X, 13800138000'],
    ['an object', { name: 'Zhang San', phone: '13800138000' }],
    [
      'a violated constraint',
      Object.assign(new Error('invalid input syntax for type uuid: "Zhang San"'), { code: '22P02' }),
    ],
    ['unreadable JSON', new SyntaxError(`Unexpected token 'Z', "Zhang San" is not valid JSON`)],
  ])('repeats nobody’s name or number: it is stored (%s)', (_what, thrown) => {
    expect(describeFailure(thrown)).not.toMatch(/Zhang|11010519491231002X|13800138000/);
  });
});
