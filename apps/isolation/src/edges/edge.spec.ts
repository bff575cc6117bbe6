import { describe, expect, test } from 'vitest';
import { newSubject } from '../subject/subject.js';
import type { CaseState, Order, RecollectionTube, Subject } from '../subject/subject.js';
import { edgeStepsOf } from './edge.decider.js';

const at = new Date('2026-11-22T08:00:00Z');
const nobody = newSubject('campaign', 'person');
const inState = (state: CaseState, part: Partial<Subject> = {}): Subject => ({
  ...nobody,
  case: { caseId: 'case', escalationId: 'e', siteCode: '330105-0001', state, openedAt: at, version: 1 },
  ...part,
});
const tube = (part: Partial<RecollectionTube> = {}): RecollectionTube => ({
  ...{ tubeId: 't-1', orderId: 'o-1', siteCode: '330105-0001', sealedAt: at, result: null },
  ...part,
});
const result = (finding: 'inconclusive' | 'not-detected') => ({
  version: 1,
  finding,
  isCancelled: false,
  releasedAt: at,
});
const order = { orderId: 'o-1', state: 'open' } as Order;
/** What happens, in short: `open locate`, `finish recollect sampled`. */
const happens = (before: Subject, after: Subject): string[] =>
  edgeStepsOf({ before, after }).map((step) =>
    [step.does, step.kind, 'outcome' in step ? step.outcome : 'reason' in step ? step.reason : ''].join(' ').trim(),
  );

describe('the steps of a case', () => {
  test('begin with it: reach, hold, sample alone, answer', () => {
    const begun = ['open locate', 'open hold', 'open recollect', 'open single-result'];
    expect(happens(nobody, inState('open'))).toEqual(begun);
    expect(happens(inState('cleared'), inState('open'))).toEqual(begun);
  });

  test('ask nobody for a second swab whose first is on its way', () => {
    expect(happens(nobody, inState('open', { tubes: [tube()] }))).toEqual([
      ...['open locate', 'open hold', 'open single-result'],
    ]);
  });

  test('do not change when nothing changed, or for a person without a case', () => {
    expect(happens(inState('open'), inState('open'))).toEqual([]);
    expect(happens(inState('verified'), inState('verified'))).toEqual([]);
    expect(happens(nobody, { ...nobody, tubes: [tube()] })).toEqual([]);
  });

  test('go on with a sealed tube: reached, sampled, and a clock for the answer from the swab', () => {
    const steps = happens(inState('open'), inState('open', { tubes: [tube()] }));
    expect(steps).toEqual(['finish locate sampled', 'finish recollect sampled', 'restart single-result']);
  });

  test('go on when the seal is heard after the result', () => {
    const answered = tube({ sealedAt: null, result: result('inconclusive') });
    const before = inState('open', { tubes: [answered] });
    expect(happens(before, inState('open', { tubes: [{ ...answered, sealedAt: at }] }))).toContain(
      'finish recollect sampled',
    );
  });

  test('do not end with an answer that is none: somebody goes on answering for the person until the case is decided', () => {
    const before = inState('open', { tubes: [tube()] });
    const unclear = inState('open', { tubes: [tube({ result: result('inconclusive') })] });
    expect(happens(before, unclear)).toEqual([]);
    expect(happens(before, inState('open', { tubes: [tube({ result: result('not-detected') })] }))).toEqual([]);
    expect(happens(unclear, { ...unclear, orders: [order] })).toEqual(['open recollect', 'open single-result']);
  });

  test('of a verified case are transfer, vehicle, room and an end', () => {
    expect(happens(inState('open'), inState('verified'))).toEqual([
      ...['finish recollect detected', 'finish single-result detected'],
      ...['open order-transfer', 'open board-vehicle', 'open admit', 'open decide-end'],
    ]);
    expect(happens(nobody, inState('verified'))).toContain('open locate');
  });

  test('of a verified case that is open again are no transfer but another swab', () => {
    const steps = happens(inState('verified'), inState('open'));
    expect(steps).toContain('cancel admit case-reopened');
    expect(steps).toContain('open recollect');
    expect(steps).not.toContain('open locate');
  });

  test('are owed no more when it is cleared or revoked', () => {
    expect(happens(inState('open'), inState('cleared'))).toContain('finish single-result not-detected');
    expect(happens(inState('open'), inState('cleared'))).toContain('cancel hold case-cleared');
    expect(happens(inState('verified'), inState('revoked'))).toContain('cancel admit case-revoked');
    expect(happens(inState('cleared'), inState('cleared', { tubes: [tube()] }))).toEqual([]);
  });
});
