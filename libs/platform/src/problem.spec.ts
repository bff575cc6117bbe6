import { Malformed, Refusal, refusals } from '@lib/contracts/refusals';
import type { RefusalCode } from '@lib/contracts/refusals';
import { PayloadTooLargeException } from '@nestjs/common';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { parse, problem } from './index.js';

const answerTo = (error: unknown) => problem(error, 'incident-1');

describe('an error', () => {
  test.each(Object.keys(refusals) as RefusalCode[])(
    '%s is answered with the status, words and cure of the catalogue',
    (code) => {
      const entry = refusals[code];
      expect(answerTo(new Refusal(code))).toMatchObject({
        kind: 'refusal',
        problem: {
          code,
          status: entry.status,
          messages: { zh: entry.zh, en: entry.en },
          cure: { zh: entry.cureZh, en: entry.cureEn },
        },
      });
    },
  );

  test('of a full house says when to come again', () => {
    expect(answerTo(new Refusal('BUSY')).headers).toEqual({ 'retry-after': '1' });
  });

  test('of a file keeps row, column, hint and value as the room gave them', () => {
    const fault = {
      row: 3,
      column: '检测结果',
      value: '***',
      code: 'WORD_UNKNOWN',
      message: 'not a finding',
      hint: '阴性',
    };
    expect(answerTo(new Malformed([fault])).problem).toMatchObject({ status: 400, code: 'MALFORMED', errors: [fault] });
  });

  test('of the program tells nobody what it was', () => {
    const answer = answerTo(new TypeError('cannot read 王小明'));
    expect(answer).toMatchObject({ kind: 'fault', headers: { 'x-incident': 'incident-1' }, problem: { status: 500 } });
    expect(JSON.stringify(answer.problem)).not.toContain('王小明');
  });

  test('of a store that went away is asked again, and recorded as a fault', () => {
    const cut = Object.assign(new Error('terminating connection due to administrator command'), { code: '57P01' });
    const answer = answerTo(new Error('change failed', { cause: cut }));
    expect(answer).toMatchObject({ kind: 'fault', problem: { status: 503, code: 'STORE_AWAY' } });
    expect(answer.headers).toEqual({ 'retry-after': '1', 'x-incident': 'incident-1' });
  });

  test('of a pool that has no connection to give in time is asked again, and is no lasting fault', () => {
    const waited = new Error('timeout exceeded when trying to connect');
    expect(answerTo(waited)).toMatchObject({ kind: 'fault', problem: { status: 503, code: 'STORE_AWAY' } });
  });

  test('of a body too large is malformed input, not a fault', () => {
    expect(answerTo(new PayloadTooLargeException())).toMatchObject({ kind: 'malformed', problem: { status: 413 } });
  });

  test('that is no error at all is a fault', () => {
    expect(answerTo('thrown text').problem.status).toBe(500);
  });
});

describe('input', () => {
  const journal = z.object({ events: z.array(z.object({ seq: z.int() })).max(500) });

  test('that keeps to its contract comes out in its own type', () => {
    expect(parse(journal, { events: [{ seq: 1 }] })).toEqual({ events: [{ seq: 1 }] });
  });

  test('that does not is told every place, at most a hundred, and no value', () => {
    const events = Array.from({ length: 150 }, () => ({ seq: '王小明' }));
    const failing = () => parse(journal, { events });
    expect(failing).toThrow(Malformed);
    try {
      failing();
    } catch (error) {
      const { errors } = error as Malformed;
      expect(errors).toHaveLength(100);
      expect(errors[7]).toMatchObject({ path: 'events[7].seq', code: 'INVALID_TYPE' });
      expect(JSON.stringify(errors)).not.toContain('王小明');
    }
  });
});
