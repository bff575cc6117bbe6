import type { DeviceEvent, JournalAnswer } from '@lib/contracts/http/batching/journal';
import { describe, expect, test } from 'vitest';
import { Declined } from './ask.js';
import { afterFailure, closeNumbers, isMissingBefore, sortAnswers } from './pending-rules.js';

const scan = (seq: number): DeviceEvent => ({
  kind: 'scan',
  seq,
  capturedAt: '2026-11-21T02:00:00.000Z',
  tubeId: '98000000000018',
  subjectKind: 'person',
  subjectId: '0198f2c0-0000-7000-8000-000000000001',
});
const declined = (status: number, code: string) =>
  new Declined(status, code, { zh: '否', en: 'no' }, { zh: '问', en: 'ask' }, []);
const accepted = (seq: number): JournalAnswer => ({ seq, outcome: 'accepted' });

describe('the outbox of a phone', () => {
  test.each([401, 403, 404, 409, 413, 429, 500, 503])('a %i for the whole POST keeps every event', (status) => {
    expect(afterFailure(declined(status, 'DEVICE_NOT_YOURS'), 3)).toBe('keep');
    expect(afterFailure(declined(status, 'DEVICE_NOT_YOURS'), 1)).toBe('keep');
  });

  test('a dead network keeps every event', () => {
    expect(afterFailure(new TypeError('failed to fetch'), 1)).toBe('keep');
  });

  test('a POST that cannot be read is sent one by one, and only the single event is set aside', () => {
    expect(afterFailure(declined(400, 'MALFORMED'), 2)).toBe('one-by-one');
    expect(afterFailure(declined(400, 'MALFORMED'), 1)).toBe('set-aside');
    expect(afterFailure(declined(400, 'IDEMPOTENCY_KEY_MISSING'), 1)).toBe('keep');
  });

  test('an event behind a gap or without an answer is held', () => {
    const gap: JournalAnswer = { seq: 2, outcome: 'refused', code: 'JOURNAL_GAP' };
    const held = sortAnswers([scan(1), scan(2)], [accepted(1), gap]);
    expect(held.answered.map(({ event }) => event.seq)).toEqual([1]);
    expect(held.isHeld).toBe(true);
    expect(sortAnswers([scan(1), scan(2)], [accepted(1)]).isHeld).toBe(true);
    expect(sortAnswers([scan(1)], [accepted(1)]).isHeld).toBe(false);
  });

  test('an answer to an event that is not on the shelf takes nothing off it', () => {
    expect(sortAnswers([scan(1)], [accepted(7)])).toEqual({ answered: [], isHeld: true });
  });

  test('what stands behind an event that is set aside moves up, so that the house finds no gap', () => {
    expect(closeNumbers([scan(3), scan(4), scan(5)], 4).map(({ seq }) => seq)).toEqual([4]);
    expect(closeNumbers([scan(4), scan(5), scan(6)], 4).map(({ seq }) => seq)).toEqual([4, 5]);
  });

  test('the loss of an earlier number is told only when the house is known to wait for it', () => {
    expect(isMissingBefore(9, 4)).toBe(true);
    expect(isMissingBefore(5, 4)).toBe(false);
    expect(isMissingBefore(9, undefined)).toBe(false);
  });
});
